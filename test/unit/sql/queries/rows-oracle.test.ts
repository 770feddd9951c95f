import fc from 'fast-check'
import { withCarried } from '../../../../src/sql/queries/carried-values'
import type { TableRead } from '../../../../src/sql/queries/query-reading'
import type { RowsRead } from '../../../../src/sql/queries/rows-of-tables'
import type { Matches } from '../../../../src/sql/clauses/comparisons'
import { SqlReader } from '../../../../src/sql/sql-reader'
import { runs } from '../../../support/random-runs'
import { joinedTables, randomJoins } from '../support/random-joins'
import { Sqlite } from '../support/sqlite'

// A row that meets no condition of a query is as if it were not there: whatever happens to it, SQLite answers the same.

type Row = Readonly<Record<string, unknown>>
type Rows = Readonly<Record<string, readonly Row[]>>

let database: Sqlite
const reader = new SqlReader('sqlite')

beforeAll(async () => {
  database = await Sqlite.open()
  for (const name of joinedTables) database.run(`CREATE TABLE ${name} (k INTEGER PRIMARY KEY, x INTEGER, y INTEGER)`)
})

afterAll(() => {
  database.close()
})

const number = fc.constantFrom(null, 1, 2, 3)
const row = fc.record({ k: fc.constantFrom(1, 2, 3, 4), x: number, y: number })
const rows = fc.uniqueArray(row, { minLength: 1, maxLength: 4, selector: ({ k }) => k })

/** One more row in a table, one less, or another one in the place of the last. */
const change = fc.record({ table: fc.constantFrom(...joinedTables), put: fc.option(row), takes: fc.boolean() })

function fill(content: Rows): void {
  for (const [name, all] of Object.entries(content)) {
    database.run(`DELETE FROM ${name}`)
    for (const { k, x, y } of all) database.run(`INSERT INTO ${name} VALUES (?, ?, ?)`, k, x, y)
  }
}

/** None where it may be any row. All columns are of one type, so that values may be carried. */
function matchesOf(places: readonly RowsRead[]): Matches {
  const all = places.map(({ matches, carried }) => withCarried(matches, carried))
  return all.every((one) => one !== undefined) ? all.flat() : []
}

/** Whether a row is one of those that matter. */
function matters({ rows: places }: TableRead, one: Row): boolean {
  return matchesOf(places).some((match) =>
    [...match].every(([column, value]) =>
      value.kind === 'null' ? one[column] === null : value.kind === 'number' && Number(value.text) === one[column],
    ),
  )
}

const answer = (sql: string): string =>
  JSON.stringify(
    database
      .all(sql)
      .map((one) => JSON.stringify(one))
      .sort(),
  )

test('a change of rows that do not matter changes no answer', () => {
  let [compared, joins] = [0, 0]
  fc.assert(
    fc.property(randomJoins, rows, rows, change, (sql, a, b, { table, put, takes }) => {
      const read = reader.readingOf(sql)?.tables.find(({ path }) => path[0] === table)
      if (!read || matchesOf(read.rows).length === 0) return
      const before: Rows = { a, b }
      const [kept, gone] = takes
        ? [before[table]?.slice(0, -1) ?? [], before[table]?.slice(-1) ?? []]
        : [before[table] ?? [], []]
      const isNew = put && kept.every(({ k }) => k !== put.k)
      const come = isNew ? [put] : []
      if ([...gone, ...come].some((one) => matters(read, one)) || gone.length + come.length === 0) return
      fill(before)
      const first = answer(sql)
      fill({ ...before, [table]: [...kept, ...come] })
      compared++
      if (sql.includes('JOIN')) joins++
      expect({ sql, a, b, gone, come, answer: answer(sql) }).toMatchObject({ answer: first })
    }),
    runs(15_000),
  )
  expect(compared).toBeGreaterThan(1_000)
  expect(joins).toBeGreaterThan(500)
})
