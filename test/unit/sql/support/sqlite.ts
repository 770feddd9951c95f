/** A row of an answer. */
type Row = Readonly<Record<string, unknown>>

/** As much of sql.js as is needed here; it comes without types. */
interface Connection {
  exec(sql: string): { columns: string[]; values: unknown[][] }[]
  run(sql: string, values?: readonly unknown[]): void
  close(): void
}

/** SQLite itself, in memory, to hold against what the readers make of a statement. */
export class Sqlite {
  readonly #connection: Connection

  private constructor(connection: Connection) {
    this.#connection = connection
  }

  static async open(): Promise<Sqlite> {
    const initialize = jest.requireActual<() => Promise<{ Database: new () => Connection }>>('sql.js')
    const { Database } = await initialize()
    return new Sqlite(new Database())
  }

  /** @throws where SQLite doesn't take it */
  run(sql: string, ...values: readonly unknown[]): void {
    this.#connection.run(sql, values)
  }

  /** @throws where SQLite doesn't take it */
  all(sql: string): readonly Row[] {
    const [answer] = this.#connection.exec(sql)
    if (!answer) return []
    const { columns, values } = answer
    return values.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])))
  }

  close(): void {
    this.#connection.close()
  }
}
