import type { ConnectionState } from '../../../changes/writer-watch'
import { type NamedConnection, type Socket, named } from './named-connection'

/** What `mysql2` and `mysql` tell of their connections. */
export interface MysqlConnection {
  readonly threadId?: unknown
  /** Of `mysql2`. */
  readonly stream?: Socket
  /** Of `mysql`. */
  readonly _socket?: Socket
  readonly config?: { readonly user?: unknown; readonly socketPath?: unknown }
  query(options: { sql: string; typeCast: true }, callback: (error: unknown, rows?: unknown) => void): unknown
}

interface Thread {
  readonly id: unknown
  /** With the port at its end, but on a Unix socket. */
  readonly host: unknown
  readonly command: unknown
  /** When its statement began, in seconds. */
  readonly since: unknown
  /** The server's number for the connection that asks. */
  readonly own: unknown
}

export function namedMysql({ threadId, stream, _socket, config }: MysqlConnection): NamedConnection | undefined {
  return named('mysql', stream ?? _socket, String(config?.socketPath), config?.user, threadId)
}

/** @returns `undefined` where the server can't be trusted to know the connections, as behind a proxy */
export async function mysqlStates(
  connection: MysqlConnection,
  connections: readonly NamedConnection[],
): Promise<readonly (ConnectionState | undefined)[] | undefined> {
  const own = namedMysql(connection)
  if (!own) return undefined
  const ids = [own, ...connections].map(({ id }) => id).join(', ')
  const rows = await rowsOf<Thread>(
    connection,
    'SELECT ID AS id, HOST AS host, COMMAND AS command, UNIX_TIMESTAMP() - TIME AS since, CONNECTION_ID() AS own ' +
      `FROM information_schema.PROCESSLIST WHERE ID IN (${ids})`,
  )
  const byId = new Map(rows.map((row) => [Number(row.id), row]))
  const ownRow = byId.get(own.id)
  if (!ownRow || Number(ownRow.own) !== own.id || portOfThread(ownRow) !== own.port) return undefined
  const transactions = await transactionsOf(connection, ids)
  return connections.map(({ id, port, user }) => {
    const row = byId.get(id)
    // Who lacks the privilege PROCESS sees the connections of its own user alone.
    if (!row) return user === own.user ? 'gone' : undefined
    if (portOfThread(row) !== port) return 'gone'
    const isIdle = row.command === 'Sleep'
    if (isIdle && !transactions) return undefined
    return { since: [...(transactions?.get(id) ?? []), ...(isIdle ? [] : possibleBeginnings(Number(row.since)))] }
  })
}

/** When transactions of InnoDB began, by connection; `undefined` where that takes a privilege. */
async function transactionsOf(connection: MysqlConnection, ids: string): Promise<Map<number, string[]> | undefined> {
  const sql =
    'SELECT trx_mysql_thread_id AS id, CAST(trx_started AS CHAR) AS since FROM information_schema.INNODB_TRX ' +
    `WHERE trx_mysql_thread_id IN (${ids})`
  const rows = await rowsOf<{ id: unknown; since: unknown }>(connection, sql).catch(() => undefined)
  return rows && new Map(rows.map(({ id, since }) => [Number(id), [`transaction of ${String(since)}`]]))
}

/** The server gives whole seconds, which may be one off. */
function possibleBeginnings(second: number): string[] {
  return [`statement of ${second}`, `statement of ${second + 1}`]
}

function portOfThread({ host }: Thread): number | undefined {
  const [, port] = /:(\d+)$/.exec(String(host)) ?? []
  return port === undefined ? undefined : Number(port)
}

function rowsOf<Found>(connection: MysqlConnection, sql: string): Promise<Found[]> {
  return new Promise((resolve, reject) => {
    connection.query({ sql, typeCast: true }, (error, rows) => {
      if (error) reject(error instanceof Error ? error : new Error('The server refused it.', { cause: error }))
      else resolve(rows as Found[])
    })
  })
}
