import { SqlReader } from '../../../src/sql/sql-reader'
import type { Dialect } from '../../../src/sql/statement'
import { MOST_LEXEMES } from '../../../src/sql/lexer/lexer'

// Texts that are too long to be read are taken for the worst, and many statements take no longer than they must.

const dialects: readonly Dialect[] = ['postgres', 'mysql', 'sqlite']
const tooLong = `${'SELECT 1;'.repeat(MOST_LEXEMES / 3)} DELETE FROM users`

describe.each(dialects)('a text of too many lexemes, in %s', (dialect) => {
  test('may write anything', () => {
    expect(new SqlReader(dialect).statementsIn(tooLong)).toEqual([{ kind: 'everything', commits: false }])
  })

  test('may set anything', () => {
    expect(new SqlReader(dialect).settingsIn(tooLong)).toMatchObject({
      movesNames: true,
      changesRole: true,
      isolation: { of: 'any', level: 'unknown' },
      isAll: false,
    })
  })

  test('reads what nobody can tell', () => {
    expect(
      new SqlReader(dialect).readingOf(`SELECT * FROM users WHERE id IN (${'1,'.repeat(MOST_LEXEMES / 2)} 1)`),
    ).toBe(undefined)
  })
})

test('the temporary tables of many statements are gathered once', () => {
  const count = 100_000
  const sql = Array.from({ length: count }, (_, at) => `CREATE TEMP TABLE t${at} (id int)`).join(';')
  const { temporary } = new SqlReader('postgres').settingsIn(sql)
  expect(temporary).toHaveLength(count)
  expect(temporary.at(-1)).toEqual([`t${count - 1}`])
}, 20_000)
