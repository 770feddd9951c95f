import { InvalidOptionError } from '../../../src'
import { checkDurationOf } from '../../../src/values/duration'

test.each<[unknown, number]>([
  [1, 1],
  [1_500, 1_500],
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
    expect(() => checkDurationOf('ttl', given)).toThrow(/^ttl must be milliseconds/)
  },
)
