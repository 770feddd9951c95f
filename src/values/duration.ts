import ms from 'ms'
import { InvalidOptionError, show } from '../errors'

/** Milliseconds, or a text like `'30s'`, `'10m'`, `'2h'`, `'7d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w'}`

const MOST_MS = 100 * 365 * 24 * 60 * 60 * 1000

/** @returns whole milliseconds, from 1 to a hundred years */
export function checkDurationOf(name: string, value: unknown): number {
  const parsed = typeof value === 'string' && value !== '' && value.length < 100 ? ms(value as ms.StringValue) : value
  const durationMs = typeof parsed === 'number' ? Math.round(parsed) : Number.NaN
  if (durationMs >= 1 && durationMs <= MOST_MS) return durationMs
  throw new InvalidOptionError(
    `${name} must be milliseconds from 1 to ${MOST_MS}, or a text like '30s', '10m', '2h', '7d', not ${show(value)}.`,
  )
}
