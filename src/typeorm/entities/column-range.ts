import type { ColumnMetadata } from '../metadata'

/**
 * Whether a column holds a value of its type as it is. What does not fit is refused, or, where MySQL is told to be
 * lenient, cut to what does: then the row that is written is another one than the statement says.
 */
export type Fit = (value: unknown) => boolean

const integerBits: Readonly<Record<string, number>> = {
  tinyint: 8,
  smallint: 16,
  int2: 16,
  mediumint: 24,
  int: 32,
  integer: 32,
  int4: 32,
  bigint: 64,
  int8: 64,
}

export function integerFit(type: string, isUnsigned: boolean): Fit | undefined {
  const bits = integerBits[type]
  if (bits === undefined) return undefined
  const [least, most] = isUnsigned
    ? [0n, 2n ** BigInt(bits) - 1n]
    : [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n]
  const [lowest, highest] = [Number(least), Number(most)]
  return (value) => {
    // As most come.
    if (typeof value === 'number') return Number.isSafeInteger(value) && lowest <= value && value <= highest
    const number = wholeNumber(value)
    return number !== undefined && least <= number && number <= most
  }
}

function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  return typeof value === 'string' && /^\s*[+-]?\d{1,30}\s*$/.test(value)
    ? BigInt(value.trim().replace(/^\+/, ''))
    : undefined
}

/** @param most characters; blanks at the end count, since they may be cut */
export function textFit(most: number): Fit {
  return (value) => typeof value !== 'string' || value.length <= most || Array.from(value).length <= most
}

/** @param most bytes */
export function bytesFit(most: number): Fit {
  return (value) => !(value instanceof Uint8Array) || value.length <= most
}

/** @param decimals of a second */
export function instantFit(decimals: number): Fit {
  const unit = 10 ** (3 - Math.min(decimals, 3))
  return (value) => !(value instanceof Date) || value.getTime() % unit === 0
}

/** @param whole digits before the point */
export function decimalFit(whole: number): Fit {
  return (value) => {
    const digits = /^\s*[+-]?(\d*)(?:\.\d*)?\s*$/.exec(String(value))?.[1]?.replace(/^0+/, '')
    return digits !== undefined && digits.length <= whole
  }
}

/** A column's length, or that of its type. */
export function lengthOf({ length }: ColumnMetadata, usual: number): number {
  return length ? Number(length) : usual
}
