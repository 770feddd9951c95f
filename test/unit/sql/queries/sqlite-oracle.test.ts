import { SqlReader } from '../../../../src/sql/sql-reader'
import fc from 'fast-check'
import { queriedTables, randomQuery } from '../support/random-queries'
import { Sqlite } from '../support/sqlite'
import { runs } from '../../../support/random-runs'

let database: Sqlite
const reader = new SqlReader('sqlite')
const tables = new Map<number, string>()

beforeAll(async () => {
  database = await Sqlite.open()
  for (const name of queriedTables) database.run(`CREATE TABLE ${name} (x)`)
  const roots = database.all('SELECT rootpage, name FROM sqlite_schema')
  for (const { rootpage, name } of roots as { rootpage: number; name: string }[]) tables.set(rootpage, name)
})

afterAll(() => {
  database.close()
})

/** The tables that SQLite's program for a query opens; `undefined` when SQLite doesn't take it. */
function opened(sql: string): readonly string[] | undefined {
  try {
    const program = database.all(`EXPLAIN ${sql}`) as unknown as { opcode: string; p2: number }[]
    return program.filter(({ opcode }) => opcode === 'OpenRead').map(({ p2 }) => tables.get(p2) ?? '?')
  } catch {
    return undefined
  }
}

describe('what SQLite opens', () => {
  let compared = 0

  it('for a query is among what the reader tells', () => {
    fc.assert(
      fc.property(randomQuery('sqlite'), (sql) => {
        const known = opened(sql)
        if (!known) return
        const told = reader.readingOf(sql)?.tables.map(({ path }) => path.at(-1))
        if (known.length > 0) compared++
        expect({ sql, told, missed: known.filter((name) => !told?.includes(name)) }).toMatchObject({ missed: [] })
      }),
      runs(4_000),
    )
  })

  it('was looked at often enough', () => {
    expect(compared).toBeGreaterThan(1_000)
  })
})
