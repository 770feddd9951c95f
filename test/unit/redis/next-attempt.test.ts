import { Redis, type RedisOptions } from 'ioredis'
import { LONGEST_RETRY_MS, NextAttempt } from '../../../src/redis/next-attempt'

const sentinels: RedisOptions = { sentinels: [{ host: '127.0.0.1', port: 1 }], name: 'shop' }

beforeEach(() => jest.useFakeTimers())
afterEach(() => jest.useRealTimers())

/** After many attempts that failed, so that the pauses are the longest. */
function afterFailures(options: RedisOptions): { next: NextAttempt; connect: jest.Mock } {
  const client = new Redis({ ...options, lazyConnect: true })
  client.status = 'end'
  const connect = jest.fn()
  const next = new NextAttempt(client, connect)
  for (let i = 0; i < 10; i++) {
    next.begun()
    next.want()
    next.later()
  }
  next.begun()
  next.later()
  return { next, connect }
}

test('who asks does not put the next attempt off', () => {
  const { next, connect } = afterFailures({})
  jest.advanceTimersByTime(LONGEST_RETRY_MS / 2)
  next.want()
  jest.advanceTimersByTime(LONGEST_RETRY_MS / 2)
  expect(connect).toHaveBeenCalledTimes(1)
})

test('through Sentinels it comes late while nobody asks, and soon once somebody does', () => {
  const { next, connect } = afterFailures(sentinels)
  jest.advanceTimersByTime(2 * LONGEST_RETRY_MS)
  expect(connect).not.toHaveBeenCalled()
  next.want()
  jest.advanceTimersByTime(LONGEST_RETRY_MS / 2)
  next.want()
  jest.advanceTimersByTime(LONGEST_RETRY_MS / 2)
  expect(connect).toHaveBeenCalledTimes(1)
})

test('through Sentinels it comes late, but comes', () => {
  const { connect } = afterFailures(sentinels)
  jest.advanceTimersByTime(10_000)
  expect(connect).toHaveBeenCalledTimes(1)
})

test('an end is the end', () => {
  const { next, connect } = afterFailures({})
  next.stop()
  jest.advanceTimersByTime(10_000)
  expect(connect).not.toHaveBeenCalled()
})
