import type { DataSource, QueryRunner } from 'typeorm'
import type { ConnectionState, WriterWatch } from '../../../changes/writer-watch'
import { withinDeadline } from '../../../deadline'
import { bookOfConnection } from '../connection-book'
import { type MysqlConnection, mysqlStates, namedMysql } from './mysql-connection'
import { type NamedConnection, parseWriter, writerText } from './named-connection'
import { type PostgresClient, namedPostgres, postgresStates } from './postgres-connection'
import { connectionOf } from '../../versions'

/** The longest wait for a connection of the pool and for what the server says. */
const ASK_MS = 2_000

/** How a record names the connection of a query runner, by what the driver knows; `undefined` where nobody could ask. */
export function writerOf(queryRunner: QueryRunner, { options }: DataSource): string | undefined {
  const connection = connectionOf(queryRunner)
  if (!connection) return undefined
  const found = namedConnection(connection, options.type)
  return found && writerText(found)
}

/**
 * Asks a database about its connections, beside the application's work: on a connection of the pool, without hooks, one
 * question at a time and none for longer than a bound.
 */
export class ServerWatch implements WriterWatch {
  readonly #dataSource: () => DataSource | undefined
  #isAsking = false

  constructor(dataSource: () => DataSource | undefined) {
    this.#dataSource = dataSource
  }

  async statesOf(writers: readonly (string | undefined)[]): Promise<readonly (ConnectionState | undefined)[]> {
    const none = writers.map(() => undefined)
    const connections = writers.map((writer) => (writer === undefined ? undefined : parseWriter(writer)))
    const dataSource = this.#dataSource()
    if (!dataSource?.isInitialized || this.#isAsking || connections.every((one) => one === undefined)) return none
    this.#isAsking = true
    const asked = askServer(dataSource, connections).finally(() => (this.#isAsking = false))
    // Whatever goes wrong, nothing is known.
    return withinDeadline(asked, ASK_MS, () => new Error('no answer')).catch(() => none)
  }
}

/** A connection of a pool, lent to us. */
interface Loan {
  readonly connection: object
  readonly giveBack: () => void
}

async function askServer(
  dataSource: DataSource,
  connections: readonly (NamedConnection | undefined)[],
): Promise<readonly (ConnectionState | undefined)[]> {
  const none = connections.map(() => undefined)
  const { type } = dataSource.options
  const { connection, giveBack } = await borrow(dataSource)
  let isBack = false
  const giveBackOnce = (): void => {
    if (!isBack) giveBack()
    isBack = true
  }
  // Though its server has said nothing: its next user would have waited as well.
  const bound = setTimeout(giveBackOnce, ASK_MS)
  try {
    const own = namedConnection(connection, type)
    const known = connections.filter((one) => one?.type === own?.type && one?.server === own?.server)
    if (!own || known.length === 0 || bookOfConnection(connection).isLeftOpen) return none
    const asked = known as NamedConnection[]
    const states = await (own.type === 'postgres'
      ? postgresStates(connection as PostgresClient, asked)
      : mysqlStates(connection as MysqlConnection, asked))
    return connections.map((one) => states?.[asked.indexOf(one as NamedConnection)])
  } finally {
    clearTimeout(bound)
    giveBackOnce()
  }
}

/** As a query runner does it: TypeORM's logger and the subscribers hear nothing of it. */
async function borrow({ driver }: DataSource): Promise<Loan> {
  const obtained = await (driver as unknown as Pooled).obtainMasterConnection()
  if (Array.isArray(obtained)) {
    const [connection, release] = obtained
    return {
      connection,
      giveBack: () => {
        release()
      },
    }
  }
  return {
    connection: obtained,
    giveBack: () => {
      obtained.release()
    },
  }
}

interface Pooled {
  /** PostgreSQL's comes with what gives it back. */
  obtainMasterConnection(): Promise<[connection: object, release: () => void] | { release(): void }>
}

function namedConnection(connection: object, type: DataSource['options']['type']): NamedConnection | undefined {
  if (type === 'postgres') return namedPostgres(connection as PostgresClient)
  return type === 'mysql' || type === 'mariadb' ? namedMysql(connection as MysqlConnection) : undefined
}
