import type { Redis } from 'ioredis'
import { SCOPES } from '../identifiers/identifier'
import type { ListedWriter, WritersReading } from '../tokens/writer-list'
import type { RedisConnection } from './redis-connection'
import { listWriter } from './scripts/list-writer'
import { readWriters } from './scripts/read-writers'
import { unlistWriter } from './scripts/unlist-writer'

/** Keeps the list of writers in the sorted set `{namespace}:modes`, by the end of their leases. */
export class RedisWriterList {
  /** The list, and the token that stands for it. */
  readonly keys: readonly [string, string]
  readonly #connection: RedisConnection

  constructor(connection: RedisConnection, prefix: string) {
    this.#connection = connection
    this.keys = [`${prefix}modes`, prefix + SCOPES]
  }

  /** Has a writer in the list, beside other commands. @returns whether the token was removed */
  async list(client: Redis, writer: ListedWriter): Promise<boolean> {
    return (await listWriter(client, this.keys, [textOfWriter(writer), writer.leaseMs])) === 1
  }

  async leave(writer: ListedWriter): Promise<void> {
    await this.#connection.run('leaving the list of writers', (client) =>
      unlistWriter(client, this.keys, [textOfWriter(writer)]),
    )
  }

  async read(): Promise<WritersReading> {
    const { value } = await this.#connection.run('reading the list of writers', (client) =>
      readWriters(client, this.keys, []),
    )
    const [token, texts] = value as [string | null, string[]]
    return { token: token ?? undefined, writers: texts.map(writerIn) }
  }
}

/** How the list names a writer. */
export function textOfWriter({ id, scopes }: ListedWriter): string {
  return `${id} ${scopes.join(' ')}`
}

function writerIn(text: string): Pick<ListedWriter, 'id' | 'scopes'> {
  const [id = '', ...scopes] = text.split(' ')
  return { id, scopes: scopes.filter((scope) => scope !== '') }
}
