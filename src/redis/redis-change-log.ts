import type { ChangeLog, ClaimedRecord } from '../tokens/change-log'
import { CHUNK, chunks } from './chunks'
import { pipelined, unlinkAll } from './pipeline'
import type { RedisConnection } from './redis-connection'
import { claimOverdue } from './scripts/claim-overdue'
import { recordChanges } from './scripts/record-changes'
import { renewLeases } from './scripts/renew-leases'

/** Records that one process repairs in one go: the next ones have others to look after them. */
const CLAIMED_AT_ONCE = 20

/** Keeps records as sets `{namespace}:changed:<id>`, and in the sorted set `{namespace}:changes` when their leases end. */
export class RedisChangeLog implements ChangeLog {
  readonly #connection: RedisConnection
  readonly #prefix: string
  readonly #recordTtlMs: number

  /** @param recordTtlMs no sooner than the tokens that it names are gone by themselves */
  constructor(connection: RedisConnection, prefix: string, recordTtlMs: number) {
    this.#connection = connection
    this.#prefix = prefix
    this.#recordTtlMs = recordTtlMs
  }

  async record(changeSet: string, identifiers: readonly string[], leaseMs: number): Promise<void> {
    const keys = [this.#recordKey(changeSet), this.#leases]
    await this.#connection.run('recording changes', (client) =>
      Promise.all(
        chunks(identifiers, CHUNK).map((chunk) =>
          recordChanges(client, keys, [leaseMs, this.#recordTtlMs, changeSet, ...chunk]),
        ),
      ),
    )
  }

  async renew(changeSets: readonly string[], leaseMs: number): Promise<void> {
    await this.#connection.run('renewing leases', (client) =>
      Promise.all(chunks(changeSets, CHUNK).map((chunk) => renewLeases(client, [this.#leases], [leaseMs, ...chunk]))),
    )
  }

  async settle(changeSet: string, identifiers: readonly string[]): Promise<void> {
    await this.#connection.run('bumping tokens', (client) =>
      pipelined(client, (pipeline) => {
        unlinkAll(
          pipeline,
          identifiers.map((identifier) => this.#prefix + identifier),
        )
        pipeline.unlink(this.#recordKey(changeSet)).zrem(this.#leases, changeSet)
      }),
    )
  }

  async discard(changeSets: readonly string[]): Promise<void> {
    await this.#connection.run('removing records', (client) =>
      pipelined(client, (pipeline) => {
        for (const chunk of chunks(changeSets, CHUNK)) {
          pipeline.unlink(...chunk.map((id) => this.#recordKey(id))).zrem(this.#leases, ...chunk)
        }
      }),
    )
  }

  async claim(leaseMs: number): Promise<readonly ClaimedRecord[]> {
    const { value } = await this.#connection.run('looking for records to repair', async (client) => {
      const ids = (await claimOverdue(client, [this.#leases], [leaseMs, CLAIMED_AT_ONCE])) as string[]
      return Promise.all(
        ids.map(async (changeSet) => ({ changeSet, identifiers: await client.smembers(this.#recordKey(changeSet)) })),
      )
    })
    return value
  }

  get #leases(): string {
    return `${this.#prefix}changes`
  }

  #recordKey(changeSet: string): string {
    return `${this.#prefix}changed:${changeSet}`
  }
}
