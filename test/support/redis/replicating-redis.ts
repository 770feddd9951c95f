import type { Redis } from 'ioredis'
import type { Server } from '../servers/server'
import { startRedis } from '../servers/start-redis'
import { eventually } from '../waiting/eventually'
import { connectRedis } from './redis'

/** A Redis whose role the test changes, as Sentinel or an operator does. */
export class ReplicatingRedis {
  private constructor(
    readonly server: Server,
    readonly admin: Redis,
  ) {}

  static async start(): Promise<ReplicatingRedis> {
    const server = await startRedis({ args: ['--repl-diskless-sync-delay', '0'] })
    return new ReplicatingRedis(server, await connectRedis(server.url))
  }

  /** Resolves when everything has been taken over from the master. */
  async follow(master: ReplicatingRedis): Promise<void> {
    await this.admin.replicaof('127.0.0.1', master.server.port)
    await eventually(async () => (await this.#replication()).includes('master_link_status:up'), { deadlineMs: 15_000 })
  }

  /** Goes on as a replica that gets no news. */
  async losesItsMaster(): Promise<void> {
    await this.admin.replicaof('127.0.0.1', 1)
  }

  async promote(): Promise<void> {
    await this.admin.replicaof('NO', 'ONE')
  }

  async hasTokens(): Promise<boolean> {
    return (await this.admin.keys('*users*')).length > 0
  }

  async cutConnections(): Promise<void> {
    await this.admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  }

  async stop(): Promise<void> {
    this.admin.disconnect()
    await this.server.stop()
  }

  #replication(): Promise<string> {
    return this.admin.info('replication')
  }
}
