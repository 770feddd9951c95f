import fc from 'fast-check'
import { formatVersion, parseVersion } from '../../../src/fragmented-keys/version-text'
import { nextDouble } from '../../../src/fragmented-keys/version-steps'
import { runs } from '../../support/random-runs'

// What Python 3 prints for these; `python3 -c "print(float(…))"`.
const python: [number, string][] = [
  [1700000000000, '1700000000000.0'],
  [1700000000123.25, '1700000000123.25'],
  [Number('1700000000123.4567'), '1700000000123.4568'],
  [1700000000000.1, '1700000000000.1'],
  [1700000000000.1 + 0.1, '1700000000000.2002'],
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [-1.5, '-1.5'],
  [100, '100.0'],
  [0.1 + 0.2, '0.30000000000000004'],
  [0.0001, '0.0001'],
  [0.00012345, '0.00012345'],
  [0.00001, '1e-05'],
  [0.000012345, '1.2345e-05'],
  [1e-7, '1e-07'],
  [1.5e-10, '1.5e-10'],
  [1e-100, '1e-100'],
  [1e15, '1000000000000000.0'],
  [9999999999999998, '9999999999999998.0'],
  [1e16, '1e+16'],
  [Number('12345678901234567890'), '1.2345678901234567e+19'],
  [1e21, '1e+21'],
  [-1e22, '-1e+22'],
  [1e100, '1e+100'],
  [2 ** 53, '9007199254740992.0'],
  [2 ** 50 + 0.25, '1125899906842624.2'],
  [2 ** 50 + 0.75, '1125899906842624.8'],
  [2 ** -44, '5.684341886080802e-14'],
  [5e-324, '5e-324'],
  [2.2250738585072014e-308, '2.2250738585072014e-308'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
]

describe('the text of a version', () => {
  test.each(python)('of %d is %s, as in Python', (version, text) => {
    expect(formatVersion(version)).toBe(text)
  })

  test('keeps the rules over the whole range of doubles', () => {
    fc.assert(
      fc.property(anyDouble, (version) => {
        expect(formatVersion(version)).toBe(reference(version))
      }),
      runs(5_000),
    )
  })

  test('keeps them at the powers of two, where the doubles below are nearer than those above', () => {
    for (let exponent = -1074; exponent <= 1023; exponent++) {
      const power = 2 ** exponent
      for (const version of [power, nextDouble(power)]) expect(formatVersion(version)).toBe(reference(version))
    }
  })

  test('is understood again as the same number', () => {
    fc.assert(
      fc.property(anyDouble, (version) => {
        expect(parseVersion(formatVersion(version))).toBe(version)
      }),
      runs(100),
    )
  })
})

describe('stored text', () => {
  test.each([
    ['1700000000123.4567', 1700000000123.4568],
    ['1700000000000', 1700000000000],
    [' 5.0\n', 5],
    ['+5', 5],
    ['-.5', -0.5],
    ['5.', 5],
    ['1_000.5', 1000.5],
    ['1E+3', 1000],
    ['1e-05', 0.00001],
  ])('%j is %d, as in Python', (text, version) => {
    expect(parseVersion(text)).toBe(version)
  })

  test.each([
    '',
    ' ',
    'abc',
    '1.2.3',
    '0x10',
    '1__0',
    '_1',
    '1_',
    '5e',
    '.',
    'nan',
    'inf',
    '-Infinity',
    '1e999',
    'null',
  ])('%j is no version', (text) => {
    expect(parseVersion(text)).toBeUndefined()
  })
})

const anyDouble = fc
  .bigInt({ min: 0n, max: 2n ** 64n - 1n })
  .map((bits) => new Float64Array(new BigUint64Array([bits]).buffer)[0] as number)
  .filter(Number.isFinite)

/**
 * Python's rules, by search: of all decimals that are still this number, the one with the fewest digits, and of those
 * the nearest one, the even one where two are.
 */
function reference(version: number): string {
  if (version < 0 || Object.is(version, -0)) return `-${reference(-version)}`
  const exponent = Number(version.toExponential(20).split('e')[1])
  for (let count = 1; ; count++) {
    const scale = exponent - count + 1
    const rounded = inUnitsOf(scale, version)
    // Where the nearest one falls into the narrower gap below, the one above may still be this number.
    const shortest = [rounded, rounded + 1n].find((digits) => Number(`${digits}e${scale}`) === version)
    if (shortest !== undefined) return laidOut(shortest, scale)
  }
}

/** How many times ten to the power of `scale` goes into a number: the nearest integer, the even one of two. */
function inUnitsOf(scale: number, version: number): bigint {
  const bits = new BigUint64Array(new Float64Array([version]).buffer)[0] as bigint
  const biased = bits >> 52n
  const mantissa = biased === 0n ? bits : (bits & (2n ** 52n - 1n)) | (2n ** 52n)
  const exponent = (biased || 1n) - 1075n
  const power = (base: bigint, by: bigint): bigint => (by > 0n ? base ** by : 1n)
  const numerator = mantissa * power(2n, exponent) * power(10n, BigInt(-scale))
  const denominator = power(2n, -exponent) * power(10n, BigInt(scale))
  const [quotient, rest] = [numerator / denominator, (numerator % denominator) * 2n]
  const isUp = rest > denominator || (rest === denominator && quotient % 2n === 1n)
  return isUp ? quotient + 1n : quotient
}

/** `digits` times ten to the power of `scale`, with an exponent where Python's float has one. */
function laidOut(digits: bigint, scale: number): string {
  let text = String(digits)
  while (text.length > 1 && text.endsWith('0')) {
    text = text.slice(0, -1)
    scale++
  }
  if (text === '0') return '0.0'
  const exponent = text.length - 1 + scale
  if (exponent >= 16 || exponent < -4) {
    const mantissa = text.length > 1 ? `${text.charAt(0)}.${text.slice(1)}` : text
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent) < 10 ? '0' : ''}${Math.abs(exponent)}`
  }
  if (scale >= 0) return `${text}${'0'.repeat(scale)}.0`
  const padded = text.padStart(1 - scale, '0')
  return `${padded.slice(0, scale)}.${padded.slice(scale)}`
}
