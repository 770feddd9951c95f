import { withCarried } from '../../../../src/sql/queries/carried-values'
import type { RowsRead } from '../../../../src/sql/queries/rows-of-tables'
import { SqlReader } from '../../../../src/sql/sql-reader'
import { queriesOfRows } from '../corpus/queries-rows'
import { inEachDialect } from '../support/dialects'
import { shownMatches } from '../support/shown'

function shownRows({ matches, carried }: RowsRead): string {
  const all = withCarried(matches, carried)
  return all === matches ? shownMatches({ matches }) : `${shownMatches({ matches: all })} by joins`
}

describe.each(Object.entries(queriesOfRows))('%s', (_, cases) => {
  test.each(inEachDialect(cases))('%s reads of %j no rows but %s', (dialect, sql, rows) => {
    const reading = new SqlReader(dialect).readingOf(sql)
    const told = reading?.tables.map(({ path, rows }) => `${path.join('.')} ${rows.map(shownRows).join('|')}`).sort()
    expect(told?.join(' & ')).toBe(rows)
  })
})
