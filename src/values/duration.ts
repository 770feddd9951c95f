import ms from 'ms'
import { InvalidOptionError, show } from '../errors'

/** A text like `'50ms'`, `'30s'`, `'10m'`, `'2h'`, `'7d'`, or a number of milliseconds from 1,000. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w'}`

const MOST_MS = 100 * 365 * 24 * 60 * 60 * 1000
/** A number below is taken for one of seconds that somebody has meant. */
const LEAST_WITHOUT_UNIT_MS = 1_000

/** @returns whole milliseconds, from 1 to a hundred years */
export function checkDurationOf(name: string, value: unknown): number {
  const durationMs = millisecondsOf(value)
  if (durationMs === undefined)
    throw new InvalidOptionError(
      `${name} must be a text like '30s', '10m', '2h', '7d', or milliseconds from ${LEAST_WITHOUT_UNIT_MS}, and at most a ` +
        `hundred years, not ${show(value)}.`,
    )
  if (durationMs >= LEAST_WITHOUT_UNIT_MS || !hasNoUnit(value)) return durationMs
  throw new InvalidOptionError(
    `${name}: ${show(value)} would be ${durationMs} ms. Write '${durationMs}s' for seconds, or '${durationMs}ms' for milliseconds.`,
  )
}

/** The same for an option whose name says that it is milliseconds. */
export function checkMilliseconds(name: string, value: unknown): number {
  const durationMs = millisecondsOf(value)
  if (durationMs !== undefined) return durationMs
  throw new InvalidOptionError(
    `${name} must be milliseconds from 1, or a text like '30s', '10m', '2h', '7d', and at most a hundred years, not ${show(value)}.`,
  )
}

/** `undefined` for what is none, or out of range. */
function millisecondsOf(value: unknown): number | undefined {
  const parsed = typeof value === 'string' && value !== '' && value.length < 100 ? ms(value as ms.StringValue) : value
  const durationMs = typeof parsed === 'number' ? Math.round(parsed) : Number.NaN
  return durationMs >= 1 && durationMs <= MOST_MS ? durationMs : undefined
}

function hasNoUnit(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && !/[a-z]/i.test(value))
}
