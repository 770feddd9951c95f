import type { QueryRunner } from 'typeorm'
import { EventHub } from '../../../../src/events'
import { QueryFlights } from '../../../../src/typeorm/result-cache/query-flights'
import { GuardedValues } from '../../../../src/values/guarded-values'
import { MemoryValueStore } from '../../../../src/values/memory-value-store'

beforeEach(() => {
  jest.useFakeTimers()
})

afterEach(() => {
  jest.useRealTimers()
})

test('nobody waits for ever for a query whose end is not seen', async () => {
  const values = new GuardedValues(new MemoryValueStore(), 500, new EventHub())
  new QueryFlights().begin('key', 'SELECT 1', values, {} as QueryRunner)
  const waited = jest.fn()
  void values.flights.underway('key')?.wait(60_000).then(waited)
  await jest.advanceTimersByTimeAsync(9_900)
  expect(waited).not.toHaveBeenCalled()
  await jest.advanceTimersByTimeAsync(100)
  expect(waited.mock.calls).toEqual([[{ entry: undefined }]])
  expect(values.flights.underway('key')).toBeUndefined()
})
