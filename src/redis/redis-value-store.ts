import type { ValueStore } from '../values/value-store'
import { KeyReads } from './key-reads'
import type { RedisConnection } from './redis-connection'

/** Values in one MGET: they may be long, and all wait for the last of them. */
const MOST = 20

/** Keeps values in Redis as `namespace:value:<key>`: without a hash tag, so that they spread over a Cluster. */
export class RedisValueStore implements ValueStore {
  readonly #connection: RedisConnection
  readonly #reads: KeyReads<string | null>
  readonly #prefix: string

  constructor(connection: RedisConnection, namespace: string) {
    this.#connection = connection
    this.#reads = new KeyReads(connection, 'reading values', MOST, async (_, answer) => (await answer).value[0] ?? null)
    this.#prefix = `${namespace}:value:`
  }

  get(key: string): Promise<string | null> {
    return this.#reads.read([this.#prefix + key])
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.#connection.run('storing a value', (client) => client.set(this.#prefix + key, value, 'PX', ttlMs))
  }
}
