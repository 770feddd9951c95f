import { Client, type QueryResultRow } from 'pg'

/** One statement over a connection of its own. Throws at once when nobody answers. */
export async function queryPostgres<Row extends QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  // A connection that breaks between two calls must not end the test process; the next call throws anyway.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
