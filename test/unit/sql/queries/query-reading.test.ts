import { SqlReader } from '../../../../src/sql/sql-reader'
import { queries } from '../corpus/queries'
import { inEachDialect } from '../support/dialects'
import { shownReading } from '../support/shown-reading'

describe.each(Object.entries(queries))('among %s', (_, cases) => {
  test.each(inEachDialect(cases))('%s reads %j', (dialect, sql, reads) => {
    expect(sorted(shownReading(new SqlReader(dialect, ['archive_orders']).readingOf(sql)))).toBe(sorted(reads))
  })
})

describe('a reader', () => {
  const reader = new SqlReader('postgres')

  it.each(['SELECT * FROM a', 'SELECT * FROM a, f()'])('gives the same answer for the same text: %s', (sql) => {
    expect(reader.readingOf(sql)).toBe(reader.readingOf(sql))
  })

  it('takes functions for what they are said to be', () => {
    const sql = 'SELECT f(a) FROM t'
    expect(shownReading(reader.readingOf(sql))).toBe('t')
    expect(shownReading(new SqlReader('postgres', ['app.F(int)']).readingOf(sql))).toBe('unknown')
  })
})

/** The order of tables means nothing. */
function sorted(words: string): string {
  return words.split(' ').sort().join(' ')
}
