import type { Redis } from 'ioredis'
import { InvalidOptionError, show } from '../errors'
import { CHUNK, chunks } from '../redis/chunks'
import { type AtomicCacheHandler, type VersionKey, checkTtl } from './cache-handler'
import { RedisVersions } from './redis-versions'

/**
 * Keeps versions in Redis, where services in Python find them. Uses your ioredis client as it is: its options decide how
 * long a command waits while Redis can't be reached.
 */
export class RedisHandler implements AtomicCacheHandler {
  readonly #client: Redis
  readonly #versions: RedisVersions

  /** @throws InvalidOptionError if it is not an ioredis client, or a Cluster, which is not supported */
  constructor(client: Redis) {
    this.#client = checkClient(client)
    this.#versions = RedisVersions.of(this.#client)
  }

  groupName(): string {
    return 'RedisHandler'
  }

  get(key: string): Promise<string | null> {
    return this.#client.get(key)
  }

  async set(key: string, value: string, ttl?: number): Promise<void> {
    const seconds = checkTtl(ttl)
    // Sent in this order, so that the mark is never below a version.
    const raised = this.#versions.raise(key, value)
    await Promise.all([
      raised,
      seconds === undefined ? this.#client.set(key, value) : this.#client.setex(key, seconds, value),
    ])
  }

  async getMulti(keys: readonly string[]): Promise<Record<string, string>> {
    const values = (await Promise.all(chunks(keys, CHUNK).map((chunk) => this.#client.mget(chunk)))).flat()
    return Object.fromEntries(
      keys.flatMap((key, i) => {
        const value = values[i] ?? null
        return value === null ? [] : [[key, value]]
      }),
    )
  }

  seed(tags: readonly VersionKey[]): Promise<string[]> {
    return Promise.all(tags.map((tag) => this.#versions.seed(tag)))
  }

  increment(tag: VersionKey): Promise<string> {
    return this.#versions.increment(tag)
  }

  reset(key: string): Promise<string> {
    return this.#versions.reset(key)
  }
}

function checkClient(value: unknown): Redis {
  const client = value as Partial<Redis> | null | undefined
  if (typeof client?.mget === 'function' && typeof client.evalsha === 'function' && !client.isCluster) {
    return client as Redis
  }
  throw new InvalidOptionError(
    `RedisHandler takes an ioredis client, not ${show(value)}. An ioredis Cluster is not supported.`,
  )
}
