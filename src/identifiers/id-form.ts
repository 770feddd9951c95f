import { withoutTrailing } from './trailing'

/**
 * Brings values that a database column takes for equal to one text; `undefined` for what the column can't hold.
 * A form may be coarser than the database's equality, never finer: a finer one would miss changes.
 */
export type IdForm = (value: unknown) => string | undefined

/** Integers of any width, without padding: `7`, `'007'` and `7n` are `7`. */
export const integerForm: IdForm = (value) => {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  if (typeof value === 'string' && plainInteger.test(value)) return value
  if (typeof value !== 'string' || !/^[ \t\n\v\f\r]*[+-]?\d+[ \t\n\v\f\r]*$/.test(value)) return undefined
  return BigInt(value.trim().replace(/^\+/, '')).toString()
}

/** In form already. */
const plainInteger = /^[1-9]\d{0,40}$/

/** Decimals without padding or exponent, rounded half away from zero to the column's scale as SQL does. */
export function decimalForm(scale: number | undefined): IdForm {
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined
    const match = /^[ \t\n\v\f\r]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?[ \t\n\v\f\r]*$/.exec(String(value))
    // More digits than a double has were lost before.
    if (typeof value === 'number' && String(value).replace(/\D/g, '').length > 15) return undefined
    if (!match || (!match[2] && !match[3])) return undefined
    const fraction = match[3] ?? ''
    return plainDecimal(match[1] === '-', (match[2] ?? '') + fraction, fraction.length - Number(match[4] ?? 0), scale)
  }
}

/** `digits` shifted right by `places`, as plain text. */
function plainDecimal(negative: boolean, digits: string, places: number, scale: number | undefined): string {
  let unscaled = BigInt(digits)
  let decimals = places
  if (scale !== undefined && decimals > scale) {
    const dropped = 10n ** BigInt(decimals - scale)
    unscaled = (unscaled + dropped / 2n) / dropped
    decimals = scale
  }
  if (decimals < 0) {
    unscaled *= 10n ** BigInt(-decimals)
    decimals = 0
  }
  const text = unscaled.toString().padStart(decimals + 1, '0')
  const whole = text.slice(0, text.length - decimals)
  const fraction = withoutTrailing(text.slice(text.length - decimals), '0')
  const plain = fraction === '' ? whole : `${whole}.${fraction}`
  return negative && unscaled !== 0n ? `-${plain}` : plain
}

/** UUIDs in lower case with hyphens; PostgreSQL also takes braces, capitals and hyphens in other places. */
export const uuidForm: IdForm = (value) => {
  if (typeof value !== 'string') return undefined
  const hex = value
    .trim()
    .replace(/^\{(.*)\}$/, '$1')
    .replaceAll('-', '')
    .toLowerCase()
  if (!/^[0-9a-f]{32}$/.test(hex)) return undefined
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Text that the database compares byte by byte. */
export const textForm: IdForm = (value) => {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

/** `char(n)`: trailing blanks are padding. */
export const paddedTextForm: IdForm = (value) => {
  const text = textForm(value)
  return text === undefined ? undefined : withoutTrailing(text, ' ')
}

/**
 * Text that the database compares without regard to case, and perhaps accents, width or trailing blanks. Going through
 * capitals joins letters that share one (`ß` and `ss`, the two sigmas), small letters come before because `ẞ` is its own
 * capital, and marks are dropped because some locales lower `İ` to a bare `i`.
 */
export const foldedTextForm: IdForm = (value) =>
  textForm(value)
    ?.normalize('NFKD')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .trimEnd()

/** Calendar dates, `2026-11-22`. A `Date` is the day here: drivers give a date as its midnight in the local zone. */
export const dateForm: IdForm = (value) => {
  if (value instanceof Date) return localDay(value)
  const match =
    typeof value === 'string' ? /^[ \t\n\v\f\r]*((?:\d{4}|[1-9]\d{4,5})-\d{2}-\d{2})(?:[T ].*)?$/.exec(value) : null
  return match?.[1]
}

function localDay(date: Date): string | undefined {
  const year = date.getFullYear()
  if (!(year > 0)) return undefined
  return [String(year).padStart(4, '0'), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-')
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

/** From here PostgreSQL counts, and rounds halves away from it. */
const ORIGIN = Date.UTC(2000, 0, 1)

/** Instants in UTC at the column's precision, at most milliseconds since that is all a `Date` holds. */
export function timestampForm(precision: number | undefined): IdForm {
  const unit = 10 ** (3 - Math.min(precision ?? 3, 3))
  return (value) => {
    const time = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : NaN
    const units = (time - ORIGIN) / unit
    const rounded = new Date(ORIGIN + Math.sign(units) * Math.round(Math.abs(units)) * unit)
    return Number.isNaN(rounded.getTime()) ? undefined : rounded.toISOString()
  }
}

/** How a driver gives and takes what a clock shows as a `Date`: by the zone of this process, or so many minutes off UTC. */
export type Clock = 'local' | number

/**
 * The same for times without a zone: what the clock shows, `2026-11-22T10:20:30.000`. An instant is not the same in
 * processes whose zones differ; the hour that comes twice in autumn is one in the database.
 */
export function clockForm(precision: number | undefined, clock: Clock): IdForm {
  const form = timestampForm(precision)
  return (value) => {
    const isText = typeof value === 'string'
    const time =
      isText && clockText.test(value)
        ? Date.parse(`${value.trim().replace(' ', 'T')}Z`)
        : shownBy(clock, isText ? new Date(value) : value)
    return form(new Date(time))?.slice(0, -1)
  }
}

/** Without a zone; digits beyond milliseconds are more than a `Date` holds. */
const clockText = /^\s*\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s*$/

/** What the clock shows, as if it were in UTC. */
function shownBy(clock: Clock, value: unknown): number {
  if (!(value instanceof Date)) return NaN
  if (clock !== 'local') return value.getTime() + clock * MINUTE
  const shown = new Date(value)
  shown.setUTCFullYear(value.getFullYear(), value.getMonth(), value.getDate())
  return shown.setUTCHours(value.getHours(), value.getMinutes(), value.getSeconds(), value.getMilliseconds())
}

const MINUTE = 60_000

/**
 * Whether a clock that was set forward has skipped what drivers give as this time as well: they show the hour that
 * isn't there, and that other processes know, as the one behind it.
 * @param text an id in form
 */
export function isBehindSkip(text: string): boolean {
  const time = new Date(text)
  const skipped = new Date(time.getTime() - DAY).getTimezoneOffset() - time.getTimezoneOffset()
  return skipped > 0 && new Date(time.getTime() - skipped * MINUTE).getTimezoneOffset() !== time.getTimezoneOffset()
}

const DAY = 24 * 60 * MINUTE

/** Truth values; drivers and transformers give them as numbers or words, too. */
export const booleanForm: IdForm = (value) => {
  if (value === true || value === 1 || value === 1n || value === '1' || value === 'true' || value === 't') return 'true'
  if (value === false || value === 0 || value === 0n || value === '0' || value === 'false' || value === 'f')
    return 'false'
  return undefined
}

/** Bytes in hex, from a buffer or PostgreSQL's own `\x…` text. */
export const binaryForm: IdForm = (value) => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  const match = typeof value === 'string' ? /^\\x((?:[0-9a-fA-F]{2})*)$/.exec(value) : null
  return match?.[1]?.toLowerCase()
}

/** The same for a column that pads with zero bytes. */
export const paddedBinaryForm: IdForm = (value) => {
  const hex = binaryForm(value)
  return hex === undefined ? undefined : withoutTrailing(hex, '00')
}

/** The text of an id whose column is not known: what the value looks like in SQL. */
export const unknownColumnForm: IdForm = (value) => {
  if (value instanceof Date) return timestampForm(3)(value)
  if (value instanceof Uint8Array) return binaryForm(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined
  return Object.is(value, -0) ? '0' : textForm(value)
}
