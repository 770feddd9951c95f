import { SqlReader } from '../../../../src/sql/sql-reader'
import fc from 'fast-check'
import type { QueryReading } from '../../../../src/sql/queries/query-reading'
import type { Dialect } from '../../../../src/sql/statement'
import { anyText } from '../../support/arbitraries'
import { queries } from '../corpus/queries'
import { inEachDialect } from '../support/dialects'
import { piecesOf, respelled } from '../support/respelling'
import { shownReading } from '../support/shown-reading'
import { runs } from '../../../support/random-runs'

const dialects: readonly Dialect[] = ['postgres', 'mysql', 'sqlite']
const texts = Object.values(queries)
  .flat()
  .map(([, sql]) => sql)

const pieces = [...new Set(texts.flatMap((sql) => sql.match(/\w+|\s+|\W/g) ?? []))].filter((one) => one.length < 100)
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join(''))
const beginning = fc
  .constantFrom(...texts)
  .chain((sql) => fc.nat(Math.min(sql.length, 300)).map((end) => sql.slice(0, end)))

describe.each(dialects)('any text in %s', (dialect) => {
  const reader = new SqlReader(dialect, ['archive_orders'])
  const read = (sql: string): QueryReading | undefined => reader.readingOf(sql)

  it.each([
    ['of any characters', anyText],
    ['of pieces of SQL', soup],
    ['of pieces behind SELECT', soup.map((text) => `SELECT ${text}`)],
    ['of pieces behind FROM', soup.map((text) => `SELECT * FROM ${text}`)],
    ['of pieces behind the beginning of a query', fc.tuple(beginning, soup).map((both) => both.join(''))],
  ])('is read, %s', (_, text) => {
    fc.assert(
      fc.property(text, (sql) => {
        expect(isWellFormed(read(sql))).toBe(true)
      }),
      runs(1000),
    )
  })

  it.each([
    ...[
      '(',
      ')',
      "'",
      '"',
      '[',
      ']',
      '.',
      ',',
      ';',
      '?',
      '$',
      '/*',
      '/*!',
      '--',
      ' a',
      ' AS',
      ' IS',
      ' FOR',
      ' KEY FOR',
    ],
    ...[
      ' FROM',
      ' FROM a',
      ' JOIN a',
      ', a',
      ' LATERAL',
      ' ONLY',
      ' (a) ',
      ' f(a)',
      ' UNION',
      ' UNION SELECT a FROM b',
    ],
    ...[
      '(SELECT a FROM b)',
      ' (SELECT * FROM ',
      ' WITH a AS (',
      ' a AS (SELECT 1),',
      ', t AS (SELECT 1)',
      ' SEARCH SET a',
    ],
    ...[
      ' EXTRACT(',
      ' trim(a FROM b),',
      ' WINDOW a AS (',
      ' ORDER BY a',
      ' WHERE ',
      ' TABLE a',
      ' VALUES (1)',
      ' EXISTS(',
    ],
  ])('is read in one go, full of %j', (piece) => {
    const filled = piece.repeat(Math.ceil(50_000 / piece.length))
    for (const start of ['', 'SELECT ', 'SELECT * FROM t ', 'SELECT * FROM ', 'WITH RECURSIVE t AS (SELECT 1)']) {
      expect(isWellFormed(read(start + filled))).toBe(true)
    }
  })

  it('is read in megabytes', () => {
    const tables = Array.from({ length: 50_000 }, (_, at) => `t${at} AS x${at}`).join(', ')
    expect(read(`SELECT * FROM ${tables}`)?.tables.length).toBe(50_000)
    const expressions = Array.from({ length: 50_000 }, (_, at) => `t${at} AS (SELECT * FROM a${at})`).join(', ')
    expect(read(`WITH ${expressions} SELECT * FROM ${tables}`)?.tables.length).toBe(50_000)
  })

  it('is read however deep its brackets are', () => {
    const deep = (inner: string): string => `${'('.repeat(100_000)}${inner}${')'.repeat(100_000)}`
    expect(shownReading(read(`SELECT ${deep('SELECT 1 FROM t')}`))).toBe('t')
    expect(shownReading(read(`SELECT 1 FROM ${deep('t')}`))).toBe('t')
    expect(shownReading(read(deep('SELECT 1 FROM t')))).toBe('t')
  })
})

describe('a query means the same', () => {
  // What MySQL takes for the name of a common table expression depends on capitals, and a number ends at a blank.
  const all = inEachDialect(Object.values(queries).flat()).filter(
    ([dialect, sql]) =>
      sql.length < 1000 && !/\dFROM|\.FROM/.test(sql) && !(dialect === 'mysql' && /WITH.* AS/.test(sql)),
  )
  const plain = all.flatMap(([dialect, sql]) => {
    const found = piecesOf(sql)
    return found && found.length > 0 ? [[dialect, sql, found] as const] : []
  })

  it('in most of the corpus, which is plain enough to be spelled in another way', () => {
    expect(plain.length).toBeGreaterThan(400)
  })

  it.each(plain)('in %s with other blanks, comments and capitals: %s', (dialect, sql, found) => {
    const reads = shownReading(new SqlReader(dialect).readingOf(sql)).toLowerCase()
    fc.assert(
      fc.property(respelled(dialect, found), (text) => {
        expect(shownReading(new SqlReader(dialect).readingOf(text)).toLowerCase()).toBe(reads)
      }),
      runs(10),
    )
  })
})

function isWellFormed(reading: QueryReading | undefined): boolean {
  return (
    !reading || reading.tables.every(({ path }) => path.length > 0 && path.every((name) => typeof name === 'string'))
  )
}
