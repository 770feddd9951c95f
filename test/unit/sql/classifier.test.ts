import { Classifier } from '../../../src/sql/classifier'
import { corpus } from './corpus/all'
import { inEachDialect } from './support/dialects'
import { shown } from './support/shown'

describe.each(Object.entries(corpus))('among %s', (_, cases) => {
  test.each(inEachDialect(cases))('%s reads %j', (dialect, sql, does) => {
    expect(shown(new Classifier(dialect).of(sql))).toBe(does)
  })
})
