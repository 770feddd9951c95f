import type { QueryRunner } from 'typeorm'
import { type ExpectedQuery, expectQuery, takeExpected } from '../../../../src/typeorm/connections/expected-query'

const queryRunner = {} as QueryRunner
const query: ExpectedQuery = {
  text: "SELECT ' -- PARAMETERS: ' -- PARAMETERS: []",
  rowsFor: () => undefined,
  given: (rows) => rows,
}
const SQL = "SELECT ' -- PARAMETERS: '"

test('a query that was expected is taken once', () => {
  expectQuery(queryRunner, query)
  expect(takeExpected(queryRunner, SQL)).toBe(query)
  expect(takeExpected(queryRunner, SQL)).toBeUndefined()
})

test('another one is not taken for it', () => {
  expectQuery(queryRunner, query)
  expect(takeExpected({} as QueryRunner, SQL)).toBeUndefined()
  expect(takeExpected(queryRunner, 'SELECT 1')).toBeUndefined()
  expect(takeExpected(queryRunner, SQL)).toBe(query)
})

test('it is not expected any more once others have had a turn', async () => {
  expectQuery(queryRunner, query)
  await Promise.resolve()
  expect(takeExpected(queryRunner, SQL)).toBeUndefined()
})
