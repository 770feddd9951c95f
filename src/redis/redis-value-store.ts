import type { ValueStore } from '../values/value-store'
import type { RedisConnection } from './redis-connection'

/** Keeps values in Redis as `namespace:value:<key>`: without a hash tag, so that they spread over a Cluster. */
export class RedisValueStore implements ValueStore {
  readonly #connection: RedisConnection
  readonly #prefix: string

  constructor(connection: RedisConnection, namespace: string) {
    this.#connection = connection
    this.#prefix = `${namespace}:value:`
  }

  async get(key: string): Promise<string | null> {
    const { value } = await this.#connection.run('reading a value', (client) => client.get(this.#prefix + key))
    return value
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.#connection.run('storing a value', (client) => client.set(this.#prefix + key, value, 'PX', ttlMs))
  }
}
