import fc from 'fast-check'
import { VersionMark, nextDouble, nextVersion } from '../../../src/fragmented-keys/version-steps'
import { runs } from '../../support/random-runs'

const anyFinite = fc.double({ noNaN: true, noDefaultInfinity: true, max: Number.MAX_VALUE / 2 })

describe('the next version', () => {
  test.each([
    [1, 1.1],
    [1.1, 1.1 + 0.1],
    [1700000000123.25, 1700000000123.35],
    [-0.1, 0],
    [2 ** 50, 2 ** 50 + 0.25],
    [2 ** 53, 2 ** 53 + 2],
    [1e16, 1e16 + 2],
    [-(2 ** 53), -(2 ** 53) + 1],
  ])('after %d is %d', (version, next) => {
    expect(nextVersion(version)).toBe(next)
  })

  test('is always larger', () => {
    fc.assert(
      fc.property(anyFinite, (version) => {
        expect(nextVersion(version)).toBeGreaterThan(version)
      }),
      runs(100),
    )
  })
})

test('there is nothing between a double and the next', () => {
  fc.assert(
    fc.property(anyFinite, (value) => {
      const next = nextDouble(value)
      expect(next).toBeGreaterThan(value)
      expect([value, next]).toContain(value + (next - value) / 2)
    }),
    runs(100),
  )
  expect([nextDouble(0), nextDouble(-0), nextDouble(-Number.MIN_VALUE)]).toEqual([5e-324, 5e-324, -0])
})

describe('a mark', () => {
  test('gives versions above every other one, whatever the clock says', () => {
    const mark = new VersionMark()
    const given = [1_000, 2_000.5, 2_000.5, 1_500, -5].map((now) => mark.fresh(now))
    expect(given.slice(0, 2)).toEqual([1_000, 2_000.5])
    expect(given).toEqual([...new Set(given)].sort((a, b) => a - b))
    mark.raise(3_000)
    mark.raise(10)
    expect(mark.fresh(2_900)).toBe(nextDouble(3_000))
    expect(mark.fresh(4_000)).toBe(4_000)
  })

  test('leaves out what the clock never comes to', () => {
    const mark = new VersionMark()
    mark.raise(1e16)
    expect(mark.fresh(5)).toBe(5)
  })
})
