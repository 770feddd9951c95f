import { Redis } from 'ioredis'
import { createPostgresDatabase } from '../support/databases/postgres'
import type { Server } from '../support/servers/server'
import { startPostgres } from '../support/servers/start-postgres'
import { startRedis } from '../support/servers/start-redis'

/** Servers that nothing else uses, each started when a benchmark first asks for it. */
export class BenchServers {
  #redis: Promise<Server> | undefined
  #postgres: Promise<Server> | undefined

  /** @returns the URL of an empty Redis */
  async redis(): Promise<string> {
    const { url } = await (this.#redis ??= startRedis())
    const redis = new Redis(url)
    await redis.flushall()
    await redis.quit()
    return url
  }

  /** @returns the URL of an empty database on a PostgreSQL that waits for its disk */
  async database(): Promise<string> {
    const args = ['-c', 'fsync=on', '-c', 'autovacuum=off']
    const { url } = await (this.#postgres ??= startPostgres({ args }))
    return (await createPostgresDatabase(url)).url
  }

  async stop(): Promise<void> {
    await Promise.all([this.#redis, this.#postgres].map(async (server) => (await server)?.stop()))
  }
}
