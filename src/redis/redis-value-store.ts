import type { ValueStore } from '../values/value-store'
import type { KeyReads } from './key-reads'
import type { RedisConnection } from './redis-connection'

/** Keeps values in Redis as `namespace:value:<key>`: without a hash tag, so that they spread over a Cluster. */
export class RedisValueStore implements ValueStore {
  readonly #connection: RedisConnection
  readonly #reads: KeyReads
  readonly #prefix: string

  constructor(connection: RedisConnection, reads: KeyReads, namespace: string) {
    this.#connection = connection
    this.#reads = reads
    this.#prefix = `${namespace}:value:`
  }

  async get(key: string): Promise<string | null> {
    const { value } = await this.#reads.read('reading values', [this.#prefix + key])
    return value[0] ?? null
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.#connection.run('storing a value', (client) => client.set(this.#prefix + key, value, 'PX', ttlMs))
  }
}
