import { type RowDataPacket, createConnection } from 'mysql2/promise'

/** One statement over a connection of its own. Throws at once when nobody answers. */
export async function queryMysql<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const connection = await createConnection({ uri: url, connectTimeout: 2_000 })
  // A connection that breaks between two calls must not end the test process; the next call throws anyway.
  connection.on('error', () => undefined)
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql)
    return rows as Row[]
  } finally {
    // Does not wait for an answer, which a server that goes away would not give.
    connection.destroy()
  }
}
