import type { Redis } from 'ioredis'
import type { ChangeLog, ClaimedRecord } from '../tokens/change-log'
import type { ListedWriter } from '../tokens/writer-list'
import { CHUNK, chunks } from './chunks'
import { failureOf, isWrongType } from './failure'
import type { RedisConnection } from './redis-connection'
import { type RedisWriterList, textOfWriter } from './redis-writer-list'
import { claimOverdue } from './scripts/claim-overdue'
import { keepRecord } from './scripts/keep-record'
import { recordChanges } from './scripts/record-changes'
import { renewLeases } from './scripts/renew-leases'
import { settleRecord } from './scripts/settle-record'
import { unlinkAll } from './unlink-all'

/** Records that one process repairs in one go: the next ones have others to look after them. */
const CLAIMED_AT_ONCE = 20

/** Keeps records as sets `{namespace}:changed:<id>`, and in the sorted set `{namespace}:changes` when their leases end. */
export class RedisChangeLog implements Omit<ChangeLog, 'settle'> {
  readonly #connection: RedisConnection
  readonly #writers: RedisWriterList
  readonly #prefix: string
  readonly #recordTtlMs: number

  /** @param recordTtlMs no sooner than the tokens that it names are gone by themselves */
  constructor(connection: RedisConnection, writers: RedisWriterList, prefix: string, recordTtlMs: number) {
    this.#connection = connection
    this.#writers = writers
    this.#prefix = prefix
    this.#recordTtlMs = recordTtlMs
  }

  async record(changeSet: string, identifiers: readonly string[], leaseMs: number): Promise<void> {
    const keys = [this.#recordKey(changeSet), this.#leases]
    const record = (client: Redis, some: readonly string[]): Promise<unknown> =>
      recordChanges(client, keys, [leaseMs, this.#recordTtlMs, changeSet, ...some])
    await this.#connection.write('recording changes', (client) =>
      identifiers.length <= CHUNK
        ? record(client, identifiers)
        : Promise.all(chunks(identifiers, CHUNK).map((chunk) => record(client, chunk))),
    )
  }

  async renew(changeSets: readonly string[], leaseMs: number): Promise<readonly string[]> {
    const { value } = await this.#connection.run('renewing leases', (client) =>
      Promise.all(
        chunks(changeSets, CHUNK).map((chunk) => {
          const keys = [this.#leases, ...chunk.map((id) => this.#recordKey(id))]
          return renewLeases(client, keys, [leaseMs, this.#recordTtlMs, ...chunk]) as Promise<string[]>
        }),
      ),
    )
    return value.flat()
  }

  /** @returns whether the token that stands for the list of writers was removed as well */
  async settle(changeSet: string, identifiers: readonly string[], writer?: ListedWriter): Promise<boolean> {
    const keys = identifiers.map((identifier) => this.#prefix + identifier)
    keys.push(this.#recordKey(changeSet))
    const { value } = await this.#connection.write('bumping tokens', (client) =>
      Promise.all([
        unlinkAll(client, keys),
        // Last: a record without a lease would never be repaired. A lease without a record means that the contents were
        // lost, but only a lease that has ended is looked at.
        writer ? this.#settleLease(client, changeSet, writer) : client.zrem(this.#leases, changeSet),
      ]),
    )
    return writer !== undefined && value[1] === 1
  }

  async discard(changeSets: readonly string[]): Promise<void> {
    await this.#connection.run('removing records', (client) =>
      Promise.all(
        chunks(changeSets, CHUNK).flatMap((chunk) => [
          client.zrem(this.#leases, ...chunk),
          client.unlink(...chunk.map((id) => this.#recordKey(id))),
        ]),
      ),
    )
  }

  async claim(leaseMs: number, writer?: ListedWriter): Promise<readonly ClaimedRecord[]> {
    const keys = [this.#leases, ...this.#writers.keys]
    const args = [leaseMs, CLAIMED_AT_ONCE, ...(writer ? [textOfWriter(writer)] : [])]
    const { value } = await this.#connection.run('looking for records to repair', async (client) => {
      const ids = (await claimOverdue(client, keys, args)) as string[]
      return Promise.all(ids.map((changeSet) => this.#contents(client, changeSet)))
    })
    return value.filter((claimed) => claimed !== undefined)
  }

  async keep(changeSet: string, note: string, earlier: string | undefined, leaseMs: number): Promise<void> {
    const keys = [this.#recordKey(changeSet), this.#leases]
    await this.#connection.run('keeping a record', (client) =>
      keepRecord(client, keys, [leaseMs, this.#recordTtlMs + leaseMs, changeSet, note, earlier ?? note]),
    )
  }

  /** `undefined` for a record that its writer has settled in the meantime. */
  async #contents(client: Redis, changeSet: string): Promise<ClaimedRecord | undefined> {
    const replies = await client.multi().zscore(this.#leases, changeSet).smembers(this.#recordKey(changeSet)).exec()
    const [lease, members] = replies ?? []
    if (!lease || !members) throw new Error('the transaction was discarded')
    if (lease[0]) throw lease[0]
    if (typeof lease[1] !== 'string') return undefined
    if (isWrongType(members[0])) {
      return { changeSet, identifiers: [], cause: failureOf('reading a record', members[0]) }
    }
    if (members[0]) throw members[0]
    return { changeSet, identifiers: members[1] as string[] }
  }

  #settleLease(client: Redis, changeSet: string, writer: ListedWriter): Promise<unknown> {
    return settleRecord(
      client,
      [...this.#writers.keys, this.#leases],
      [textOfWriter(writer), writer.leaseMs, changeSet],
    )
  }

  get #leases(): string {
    return `${this.#prefix}changes`
  }

  #recordKey(changeSet: string): string {
    return `${this.#prefix}changed:${changeSet}`
  }
}
