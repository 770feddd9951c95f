import { InvalidOptionError } from '../../../src'
import { checkDurationOf, checkMilliseconds } from '../../../src/values/duration'

test.each<[unknown, number]>([
  [1_000, 1_000],
  [1_500, 1_500],
  ['1500', 1_500],
  ['1ms', 1],
  ['250ms', 250],
  ['30s', 30_000],
  ['10m', 600_000],
  ['1.5h', 5_400_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
])('%j is %d ms', (given, ms) => {
  expect(checkDurationOf('ttl', given)).toBe(ms)
})

test.each([0, -1, NaN, Infinity, 1e15, '', 'soon', '-5m', '10 fortnights', null, undefined, {}, true])(
  '%j is refused',
  (given) => {
    expect(() => checkDurationOf('ttl', given)).toThrow(InvalidOptionError)
    expect(() => checkDurationOf('ttl', given)).toThrow(
      /^ttl must be a text like .* or milliseconds from 1000, and at most a hundred years/,
    )
  },
)

test.each([
  [60, "ttl: 60 would be 60 ms. Write '60s' for seconds, or '60ms' for milliseconds."],
  ['60', "ttl: '60' would be 60 ms. Write '60s' for seconds, or '60ms' for milliseconds."],
  [999.4, /^ttl: 999\.4 would be 999 ms/],
  [1, /^ttl: 1 would be 1 ms/],
])('%j without a unit is refused below a second', (given, message) => {
  expect(() => checkDurationOf('ttl', given)).toThrow(InvalidOptionError)
  expect(() => checkDurationOf('ttl', given)).toThrow(message)
})

test('an option that is named after milliseconds takes fewer', () => {
  expect(checkMilliseconds('leaseMs', 60)).toBe(60)
  expect(() => checkMilliseconds('leaseMs', 0)).toThrow(/^leaseMs must be milliseconds/)
})
