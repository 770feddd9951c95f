import type { QueryRunner } from 'typeorm'
import { EventHub } from '../../../src/events'
import { QueryFlights } from '../../../src/typeorm/result-cache/query-flights'
import { GuardedValues } from '../../../src/values/guarded-values'
import { MemoryValueStore } from '../../../src/values/memory-value-store'

beforeEach(() => {
  jest.useFakeTimers()
})

afterEach(() => {
  jest.useRealTimers()
})

test('nobody waits for ever for a query whose end is not seen', async () => {
  const values = new GuardedValues(new MemoryValueStore(), 500, new EventHub())
  new QueryFlights().begin('key', 'SELECT 1', values, {} as QueryRunner)
  const waiting = values.flights.underway('key')
  await jest.advanceTimersByTimeAsync(10_000)
  expect((await waiting)?.entry).toBeUndefined()
  expect(values.flights.underway('key')).toBeUndefined()
})
