import { SqlReader } from '../../../../src/sql/sql-reader'
import fc from 'fast-check'
import type { TableWrite, Value } from '../../../../src/sql/statement'
import { assignments, condition } from '../support/random-sql'
import { shown } from '../support/shown'
import { Sqlite } from '../support/sqlite'
import { runs } from '../../../support/random-runs'

type Row = Readonly<Record<string, unknown>>

let database: Sqlite
const reader = new SqlReader('sqlite')
const keys = [0, 1, 2, 3, -1]
const others = [null, 1, 2, 'x', 'y', "it's", '1']

beforeAll(async () => {
  database = await Sqlite.open()
  database.run('CREATE TABLE t (a INTEGER, b INTEGER, c, d TEXT, PRIMARY KEY (a, b))')
  for (const [at, a] of keys.entries()) {
    for (const b of keys) {
      const [c, d] = [others[(at + b + 7) % 7], others[(at * 3 + b + 7) % 7]]
      database.run('INSERT INTO t VALUES (?, ?, ?, ?)', a, b, c, d)
    }
  }
})

afterAll(() => {
  database.close()
})

/** Rows before and after a statement that is undone; `undefined` when SQLite doesn't take it. */
function run(sql: string): { readonly before: readonly Row[]; readonly after: readonly Row[] } | undefined {
  const all = (): readonly Row[] => database.all('SELECT rowid AS row, * FROM t')
  database.run('BEGIN')
  try {
    const before = all()
    database.run(sql)
    return { before, after: all() }
  } catch {
    return undefined
  } finally {
    database.run('ROLLBACK')
  }
}

function writeOf(sql: string): TableWrite {
  const [statement, ...more] = reader.statementsIn(sql)
  if (statement?.kind !== 'write' || more.length > 0 || statement.writes.length !== 1)
    throw new Error(shown(reader.statementsIn(sql)))
  return statement.writes[0] as TableWrite
}

/** Whether the row has all the values of one of the matches. */
function isMatched(row: Row, { matches }: TableWrite): boolean {
  return (
    !matches ||
    matches.some((one) => [...one].every(([column, value]) => isEqual(row[column === 'rowid' ? 'row' : column], value)))
  )
}

function isEqual(actual: unknown, value: Value): boolean {
  if (value.kind !== 'literal' && value.kind !== 'number') throw new Error(`${value.kind} can't be compared`)
  const text = value.kind === 'number' ? value.text : value.value
  if (actual === null || text === null) return actual === text
  return actual === text || Number(actual) === Number(text)
}

/** Whether it is written for certain, if that is what matching means: types are equal as well, and nothing is NULL. */
function isSurelyMatched(row: Row, { matches, areAllMatched }: TableWrite): boolean {
  const isSame = (actual: unknown, value: Value): boolean =>
    (value.kind === 'literal' && typeof value.value === 'string' && actual === value.value) ||
    (value.kind === 'number' && actual === Number(value.text))
  return (
    areAllMatched &&
    matches !== undefined &&
    matches.some((one) => [...one].every(([column, value]) => isSame(row[column === 'rowid' ? 'row' : column], value)))
  )
}

describe('what SQLite changes', () => {
  let executed = 0
  let surelyMatched = 0
  let told = 0

  it('by DELETE is what WHERE tells', () => {
    fc.assert(
      fc.property(condition, (where) => {
        const sql = `DELETE FROM t WHERE ${where}`
        const outcome = run(sql)
        if (!outcome) return
        const write = writeOf(sql)
        const left = new Set(outcome.after.map(({ row }) => row))
        executed++
        if (write.matches) told++
        const missed = outcome.before.filter((row) => !left.has(row['row']) && !isMatched(row, write))
        const spared = outcome.before.filter((row) => left.has(row['row']) && isSurelyMatched(row, write))
        surelyMatched += outcome.before.filter((row) => isSurelyMatched(row, write)).length
        expect({ sql, told: shown(reader.statementsIn(sql)), missed, spared }).toMatchObject({
          missed: [],
          spared: [],
        })
      }),
      runs(10_000),
    )
  })

  it('by UPDATE is what SET and WHERE tell', () => {
    fc.assert(
      fc.property(assignments, condition, (set, where) => {
        const sql = `UPDATE t SET ${set} WHERE ${where}`
        const outcome = run(sql)
        if (!outcome) return
        const write = writeOf(sql)
        const changed = outcome.before.flatMap((row, at) => {
          const now = outcome.after[at] as Row
          const columns = Object.keys(row).filter((name) => row[name] !== now[name])
          return columns.length > 0 ? [{ row, columns }] : []
        })
        executed++
        if (write.matches) told++
        const missed = changed.filter(
          ({ row, columns }) =>
            !isMatched(row, write) || columns.some((name) => write.columns?.includes(name) === false),
        )
        expect({ sql, told: shown(reader.statementsIn(sql)), missed }).toMatchObject({ missed: [] })
      }),
      runs(5_000),
    )
  })

  it('was looked at often enough', () => {
    expect(executed).toBeGreaterThan(10_000)
    expect(told).toBeGreaterThan(2_000)
    expect(surelyMatched).toBeGreaterThan(100)
  })
})
