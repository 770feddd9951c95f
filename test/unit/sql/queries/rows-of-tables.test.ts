import { SqlReader } from '../../../../src/sql/sql-reader'
import { queriesOfRows } from '../corpus/queries-rows'
import { inEachDialect } from '../support/dialects'
import { shownMatches } from '../support/shown'

describe.each(Object.entries(queriesOfRows))('%s', (_, cases) => {
  test.each(inEachDialect(cases))('%s reads of %j no rows but %s', (dialect, sql, rows) => {
    const reading = new SqlReader(dialect).readingOf(sql)
    const told = reading?.tables.map((table) => `${table.path.join('.')} ${shownMatches(table)}`).sort()
    expect(told?.join(' & ')).toBe(rows)
  })
})
