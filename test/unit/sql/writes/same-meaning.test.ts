import { SqlReader } from '../../../../src/sql/sql-reader'
import fc from 'fast-check'
import type { Statement } from '../../../../src/sql/statement'
import { corpus } from '../corpus/all'
import type { Case } from '../corpus/case'
import { inEachDialect } from '../support/dialects'
import { piecesOf, respelled } from '../support/respelling'
import { shown } from '../support/shown'
import { runs } from '../../../support/random-runs'

const all = inEachDialect(Object.values(corpus).flat())

describe('a statement means the same', () => {
  const plain = all.flatMap(([dialect, sql]) => {
    const pieces = piecesOf(sql)
    return pieces && pieces.length > 0 ? [[dialect, sql, pieces] as const] : []
  })

  it('in most of the corpus, which is plain enough to be spelled in another way', () => {
    expect(plain.length).toBeGreaterThan(1000)
  })

  it.each(plain)('in %s with other blanks, comments and capitals: %s', (dialect, sql, pieces) => {
    const does = shown(new SqlReader(dialect).statementsIn(sql)).toLowerCase()
    fc.assert(
      fc.property(respelled(dialect, pieces), (text) => {
        expect(shown(new SqlReader(dialect).statementsIn(text)).toLowerCase()).toBe(does)
      }),
      runs(10),
    )
  })
})

describe('two statements', () => {
  // A body without its end, a string without its end or with a backslash, and places that count on change what comes behind them;
  // a byte order mark is one at the beginning only.
  const separate = all.filter(
    ([, sql]) => !/\\|\?|unterminated|\0|^\ufeff|\/\*|"t$|CREATE (?:TRIGGER|FUNCTION)/.test(sql),
  )

  it.each(['postgres', 'mysql', 'sqlite'] as const)('in one text of %s mean what they mean alone', (dialect) => {
    const one = fc.constantFrom(...separate.filter((each) => each[0] === dialect).map(([, sql]) => sql))
    fc.assert(
      fc.property(one, one, (first, second) => {
        const reader = new SqlReader(dialect)
        const alone = [...reader.statementsIn(first), ...reader.statementsIn(second)]
        expect(shown(reader.statementsIn(`${first}\n;${second}`))).toBe(shown(alone))
      }),
      runs(1000),
    )
  })
})

describe('EXPLAIN ANALYZE', () => {
  const themes = [
    'inserts',
    'updates',
    'deletes',
    'conflicts',
    'merges',
    'typeorm',
    'returning',
    'common table expressions',
  ]
  const writing = themes.flatMap((theme) => corpus[theme] as readonly Case[])
  const cases = inEachDialect(writing).filter(([dialect]) => dialect !== 'sqlite')

  it.each(cases)('in %s writes the tables of %s', (dialect, sql) => {
    const reader = new SqlReader(dialect)
    expect(tablesOf(reader.statementsIn(`EXPLAIN ANALYZE ${sql}`))).toEqual(tablesOf(reader.statementsIn(sql)))
  })
})

function tablesOf(statements: readonly Statement[]): string[] {
  return statements.flatMap((one) =>
    one.kind === 'write' ? one.writes.map(({ verb, table }) => `${verb} ${table.join()}`) : [],
  )
}
