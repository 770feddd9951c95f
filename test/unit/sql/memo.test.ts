import { SqlReader } from '../../../src/sql/sql-reader'
import { Memo } from '../../../src/sql/memo'

describe('a reader', () => {
  const reader = new SqlReader('postgres', ['archive'])

  it('gives the same array for the same text', () => {
    const [one, other] = ['UPDATE a SET b = 1', 'UPDATE c SET d = 1']
    const first = reader.statementsIn(one)
    const second = reader.statementsIn(other)
    expect(reader.statementsIn(one)).toBe(first)
    expect(reader.statementsIn(other)).toBe(second)
    expect(second).not.toBe(first)
  })

  it('gives the same array for a long text that comes twice in a row', () => {
    const long = `UPDATE a SET b = '${'x'.repeat(100_000)}'`
    expect(reader.statementsIn(long)).toBe(reader.statementsIn(long))
  })

  it('gives one array for all reads', () => {
    const reads = ['SELECT 1', ' select * FROM a;', 'SELECT \n 2', 'SHOW x', '(SELECT 1)', "SELECT 'into'", '']
    expect(new Set(reads.map((sql) => reader.statementsIn(sql))).size).toBe(1)
  })
})

describe('a memo', () => {
  it('keeps a thousand texts, the newest', () => {
    const memo = new Memo<number>()
    for (let at = 0; at < 1_500; at++) memo.set(`text ${at}`, at)
    expect(memo.size).toBe(1_000)
    expect([memo.get('text 499'), memo.get('text 500'), memo.get('text 1499')]).toEqual([undefined, 500, 1_499])
  })

  it('keeps no long texts', () => {
    const memo = new Memo<number>()
    memo.set('x'.repeat(8_000), 1)
    memo.set('x'.repeat(8_001), 2)
    expect(memo.size).toBe(1)
  })
})
