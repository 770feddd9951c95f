import { isBinary, isDate, isURL, refuseFields } from './built-ins'

// The tags, one for each type: s u text, n number, i bigint, t f booleans, 0 null, _ undefined, d date, U URL, b bytes;
// built from others: a array, m map, e set, o object, p pair, j toJSON, D dependencies, V a tag of a cache handler, P the
// list of parts.

/** Encodes values that contain no others; `undefined` for all else. */
export function encodeSimple(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      // UTF-8 turns every lone surrogate into the same replacement character; JSON escapes them apart.
      return value.isWellFormed() ? prefixed('s', value) : prefixed('u', JSON.stringify(value))
    case 'number':
      return `n${Object.is(value, -0) ? '-0' : value};`
    case 'bigint':
      return `i${value};`
    case 'boolean':
      return value ? 't' : 'f'
    case 'undefined':
      return '_'
    default:
      return value === null ? '0' : undefined
  }
}

/** Encodes valid dates, URLs and binary data by content; `undefined` for all else. */
export function encodeContent(value: object): string | undefined {
  if (isDate(value) || isURL(value)) {
    refuseFields(value)
    return value instanceof URL ? prefixed('U', value.href) : `d${value.getTime()};`
  }
  // Their properties are not looked for: each byte would count as one.
  if (!isBinary(value)) return undefined
  const type = Buffer.isBuffer(value) ? 'Buffer' : Object.prototype.toString.call(value).slice(8, -1)
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return prefixed('b', `${type}:${bytes.toString('base64')}`)
}

/** A typed list; the count makes its end plain, since every item tells its own. */
export function encodedList(tag: string, items: readonly string[]): string {
  return `${tag}${items.length}:${items.join('')}`
}

function prefixed(tag: string, text: string): string {
  return `${tag}${text.length}:${text}`
}
