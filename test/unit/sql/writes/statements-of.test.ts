import { SqlReader } from '../../../../src/sql/sql-reader'
import { corpus } from '../corpus/all'
import { inEachDialect } from '../support/dialects'
import { shown } from '../support/shown'

describe.each(Object.entries(corpus))('among %s', (_, cases) => {
  test.each(inEachDialect(cases))('%s reads %j', (dialect, sql, does) => {
    expect(shown(new SqlReader(dialect).statementsIn(sql))).toBe(does)
  })
})
