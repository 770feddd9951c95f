// Versions are text in the store and in raw keys, and services in Python share both: so they read as Python's
// `str(float)` and are understood as by its `float(text)`.

/**
 * The text of a version: the fewest digits that are still this number, never without a decimal point or an exponent,
 * which begins at 1e16 and below 1e-4.
 */
export function formatVersion(version: number): string {
  const [mantissa = '', exponentText] = Math.abs(version).toExponential().split('e')
  const exponent = Number(exponentText)
  const sign = version < 0 || Object.is(version, -0) ? '-' : ''
  if (exponent < -4 || exponent >= 16) {
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const digits = mantissa.replace('.', '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

/** The number that stored text stands for; `undefined` when it is none, or none that can be counted on. */
export function parseVersion(text: string): number | undefined {
  const trimmed = text.trim()
  if (!number.test(trimmed)) return undefined
  const version = Number(trimmed.replaceAll('_', ''))
  return Number.isFinite(version) ? version : undefined
}

/** Python takes single underscores between digits. */
const number = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/
