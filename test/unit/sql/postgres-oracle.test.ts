import fc from 'fast-check'
import { SqlReader } from '../../../src/sql/sql-reader'
import { runs } from '../../support/random-runs'
import { corpus } from './corpus/all'
import { queries } from './corpus/queries'
import { inEachDialect } from './support/dialects'
import { deniedByTree, deniedReading } from './support/postgres-agreement'
import { loadPostgresParser, parsedByPostgres } from './support/postgres-parser'
import { randomQuery } from './support/random-queries'
import { assignments, condition } from './support/random-sql'
import { shown } from './support/shown'
import { shownReading } from './support/shown-reading'

beforeAll(loadPostgresParser)

const texts = [...Object.values(corpus), ...Object.values(queries)].flatMap((cases) =>
  inEachDialect(cases).flatMap(([dialect, sql]) => (dialect === 'postgres' ? [sql] : [])),
)

/** Compares a text with what PostgreSQL's parser makes of it; whether it makes anything of it. */
function isCompared(sql: string, isExact: boolean): boolean {
  const statements = parsedByPostgres(sql)
  if (!statements) return false
  const reader = new SqlReader('postgres')
  const told = shown(reader.statementsIn(sql))
  const apart = shown(statements.flatMap((one) => reader.statementsIn(one.sql)))
  const reading = new SqlReader('postgres').readingOf(sql)
  const denied = [
    ...(told === apart ? [] : [`are ${statements.length} statements, apart: ${apart}`]),
    ...statements.flatMap((one) => deniedByTree(one, isExact)),
    ...(reading ? deniedReading(reading, statements, isExact) : []),
  ]
  // Most agree, and to expect it costs more than to see it.
  if (denied.length > 0) expect({ sql, told, reads: shownReading(reading), denied }).toMatchObject({ denied: [] })
  return true
}

/** How many of the texts are compared, as a share. */
function shareCompared(all: fc.Arbitrary<string>, usual: number, isExact: boolean): number {
  const parameters = runs(usual)
  let compared = 0
  fc.assert(
    fc.property(all, (sql) => {
      if (isCompared(sql, isExact)) compared++
    }),
    parameters,
  )
  return compared / parameters.numRuns
}

describe("PostgreSQL's own parser", () => {
  it.each(texts)('agrees on %s', (sql) => {
    isCompared(sql, true)
  })

  it('takes most of the corpus', () => {
    expect(texts.filter((sql) => parsedByPostgres(sql)).length / texts.length).toBeGreaterThan(0.8)
  })

  it('agrees on random writes', () => {
    const written = fc.oneof(
      condition.map((where) => `DELETE FROM t WHERE ${where}`),
      fc.tuple(assignments, condition).map(([set, where]) => `UPDATE t SET ${set} WHERE ${where}`),
    )
    expect(shareCompared(written, 2_500, true)).toBeGreaterThan(0.4)
  })

  it('agrees on random queries', () => {
    expect(shareCompared(randomQuery('postgres'), 700, true)).toBeGreaterThan(0.5)
  })

  it('is told no less of the corpus with some words gone, twice or elsewhere', () => {
    expect(shareCompared(changed, 6_000, false)).toBeGreaterThan(0.15)
  })
})

const words = texts.filter((sql) => sql.length < 500).map((sql) => sql.match(/\w+|\s+|\W/g) ?? [])
const piece = fc.constantFrom(...new Set(words.flat()))

/** A text of the corpus in which few places hold what stands elsewhere, or nothing. */
const changed = fc
  .tuple(
    fc.constantFrom(...words),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('', ' '), fc.oneof(piece, fc.constant(''))), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([all, changes]) => {
    const pieces = [...all]
    for (const [at, gap, text] of changes) {
      const place = at % (pieces.length + 1)
      pieces.splice(place, gap === '' ? 1 : 0, `${gap}${text}${gap}`)
    }
    return pieces.join('')
  })
