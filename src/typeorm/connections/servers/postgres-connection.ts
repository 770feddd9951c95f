import type { ConnectionState } from '../../../changes/writer-watch'
import { type NamedConnection, type Socket, named } from './named-connection'

/** What `pg` tells of its clients. */
export interface PostgresClient {
  readonly processID?: unknown
  readonly user?: unknown
  readonly connection?: { readonly stream?: Socket }
  readonly host?: unknown
  readonly port?: unknown
  /** Whether nobody waits for an answer there. */
  readonly readyForQuery?: unknown
  /** `I` idle, `T` in a transaction, `E` in a failed one; nothing before the first answer, and in older versions of pg. */
  readonly getTransactionStatus?: () => unknown
  query(sql: string): Promise<{ rows: Backend[] }>
}

interface Backend {
  readonly pid: unknown
  /** -1 on a Unix socket. */
  readonly port: unknown
  /** `null` where the role may not see it. */
  readonly state: string | null
  /** When its transaction began. */
  readonly since: string | null
  /** The server's number for the connection that asks. */
  readonly own: unknown
}

export function namedPostgres({
  processID,
  user,
  connection,
  host,
  port,
}: PostgresClient): NamedConnection | undefined {
  return named('postgres', connection?.stream, `${String(host)}:${String(port)}`, user, processID)
}

/** @returns `undefined` where the server can't be trusted to know the connections, as behind a pooler */
export async function postgresStates(
  client: PostgresClient,
  connections: readonly NamedConnection[],
): Promise<readonly (ConnectionState | undefined)[] | undefined> {
  const own = namedPostgres(client)
  // Nothing may be asked in somebody's transaction, or behind a statement that has no answer.
  if (!own || client.readyForQuery === false || (client.getTransactionStatus?.() ?? 'I') !== 'I') return undefined
  const ids = [own, ...connections].map(({ id }) => id).join(', ')
  const { rows } = await client.query(
    'SELECT pid, client_port AS port, state, extract(epoch FROM xact_start)::text AS since, pg_backend_pid() AS own ' +
      `FROM pg_stat_activity WHERE pid IN (${ids})`,
  )
  const byId = new Map(rows.map((row) => [Number(row.pid), row]))
  const ownRow = byId.get(own.id)
  if (!ownRow || Number(ownRow.own) !== own.id || portOfBackend(ownRow) !== own.port) return undefined
  return connections.map((connection) => {
    const row = byId.get(connection.id)
    if (!row) return 'gone'
    if (row.state === null || row.state === 'disabled') return undefined
    if (portOfBackend(row) !== connection.port) return 'gone'
    if (row.since !== null) return { since: [row.since] }
    return { since: row.state === 'idle' ? [] : [row.state] }
  })
}

function portOfBackend({ port }: Backend): number | undefined {
  return port === null || Number(port) < 0 ? undefined : Number(port)
}
