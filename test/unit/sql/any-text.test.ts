import { SqlReader } from '../../../src/sql/sql-reader'
import fc from 'fast-check'
import { namesWithin } from '../../../src/sql/names-within'
import type { Dialect, Statement } from '../../../src/sql/statement'
import { anyText } from '../support/arbitraries'
import { corpus } from './corpus/all'
import { runs } from '../../support/random-runs'

const dialects: readonly Dialect[] = ['postgres', 'mysql', 'sqlite']

/** Everything that occurs in the corpus, and what is dangerous on its own. */
const pieces = [
  ...new Set(
    Object.values(corpus)
      .flat()
      .flatMap(([, sql]) => sql.match(/\w+|\s+|\W/g) ?? []),
  ),
  ...[
    "'",
    '"',
    '`',
    '[',
    ']',
    '(',
    ')',
    ';',
    '/*',
    '*/',
    '/*!',
    '--',
    '#',
    '$$',
    '$1',
    '?',
    '??',
    '\\',
    '\0',
    '.',
    ',',
  ],
]
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join(''))

/** What the pieces below may come behind. */
const starts = [
  '',
  'SELECT ',
  'UPDATE t SET ',
  'DELETE FROM t WHERE ',
  'UPDATE t SET a = 1 WHERE id = 1 ',
  'INSERT INTO t (a) VALUES (1)',
  'WITH ',
  'DELETE a FROM ',
  'ALTER TABLE t ',
  'CREATE TRIGGER t BEGIN ',
]

describe.each(dialects)('any text in %s', (dialect) => {
  const read = (sql: string): readonly Statement[] => {
    // What holds of the one holds of the other.
    new SqlReader(dialect).settingsIn(sql)
    new SqlReader(dialect).factsOf(sql)
    namesWithin(dialect, sql)
    return new SqlReader(dialect, ['archive']).statementsIn(sql)
  }

  it.each([
    ['of any characters', anyText],
    ['of pieces of SQL', soup],
  ])('is read, %s', (_, text) => {
    fc.assert(
      fc.property(text, (sql) => {
        expect(read(sql).every(isWellFormed)).toBe(true)
      }),
      runs(1000),
    )
  })

  it('is read behind the beginning of any statement', () => {
    const statements = Object.values(corpus)
      .flat()
      .map(([, sql]) => sql)
    const beginning = fc.constantFrom(...statements).chain((sql) => fc.nat(sql.length).map((end) => sql.slice(0, end)))
    fc.assert(
      fc.property(beginning, soup, (start, rest) => {
        expect(read(start + rest).every(isWellFormed)).toBe(true)
      }),
      runs(1000),
    )
  })

  const filled = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length))

  it.each([
    '(',
    ')',
    "'",
    '"',
    '`',
    '[',
    '/*',
    '*/',
    '/*!',
    '--',
    '--\r',
    '#',
    '$',
    '$$',
    '$a',
    '?',
    '??',
    ';',
    ',',
    '.',
    '\\',
    'a',
    '1',
    '-',
    ' ',
    ' ( ',
    ' AND ',
    ' OR ',
    ' NOT ',
    ' BETWEEN ',
    ' AND id = 1',
    ' OR id = 1',
    '(id = 1 OR ',
    '(id = 1) AND ',
    ' id IN (1, 2) AND ',
    ' AND (a = 1 OR b = 2)',
    ' CASE ',
    ' ON CONFLICT ',
    ' ON ',
    ', a = 1',
    ', (1, 2)',
    ' WITH a AS (',
    ' EXPLAIN ANALYZE ',
    'CREATE TRIGGER a BEGIN;',
    'BEGIN;',
    'CREATE ',
    ' JOIN a ',
    ' RETURNING ',
    'archive(',
  ])('is read in one go, full of %j', (piece) => {
    for (const start of starts) expect(read(start + filled(piece, 4_000)).every(isWellFormed)).toBe(true)
    expect(read(`DELETE FROM t WHERE ${filled(piece, 150_000)}`).every(isWellFormed)).toBe(true)
  })

  it('is read in megabytes', () => {
    const rows = Array.from({ length: 100_000 }, (_, at) => `(${at}, 'it''s', NULL)`).join(', ')
    const [statement] = read(`INSERT INTO t (a, b, c) VALUES ${rows}`)
    expect(statement?.kind === 'write' && statement.writes[0]?.rows?.length).toBe(100_000)
  })

  it('is read however deep its parentheses are', () => {
    const deep = `${'('.repeat(200_000)}id = 1${')'.repeat(200_000)}`
    const [statement] = read(`DELETE FROM t WHERE ${deep}`)
    expect(statement?.kind === 'write' && statement.writes[0]?.matches).toEqual([
      new Map([['id', { kind: 'number', text: '1' }]]),
    ])
  })
})

function isWellFormed(statement: Statement): boolean {
  if (statement.kind === 'unknown') return statement.name.length <= 80
  if (statement.kind !== 'write') return true
  return statement.writes.every(({ table, columns, rows }) => {
    const isNamed = table.length > 0 && table.every((name) => typeof name === 'string')
    return isNamed && (!rows || rows.every((row) => row.length === columns?.length))
  })
}
