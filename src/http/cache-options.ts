import { InvalidOptionError, show } from '../errors'
import { givenOptions } from '../option-checks'
import { type Duration, checkDurationOf } from '../values/duration'

/** Options of `httpCache` and `HttpCache`. */
export interface HttpCacheOptions {
  /**
   * Headers of the request that the response depends on, like `['accept-language']`. They count for the `ETag`, and are named
   * in `Vary`. Default: `['authorization', 'cookie']`, so that the users of one browser have responses of their own. `[]` says
   * that all users get the same.
   */
  readonly vary?: readonly string[] | undefined
  /**
   * How long a browser may use the response without asking, like `'30s'`: `Cache-Control: private, max-age=30`. For that long a
   * change is not seen. Default: it asks each time, `private, no-cache`.
   */
  readonly maxAge?: Duration | undefined
  /** The whole `Cache-Control`, in place of that of `maxAge`. Set it here, not in the handler, so that a `304` has it, too. */
  readonly cacheControl?: string | undefined
  /** A text that changes with each release that renders the same data in another way. Default: none. */
  readonly version?: string | undefined
}

/** Options as they count. */
export interface ResolvedHttpCache {
  /** In lower case. */
  readonly vary: readonly string[]
  readonly cacheControl: string
  readonly version: string
}

/** What tells users apart. */
const CREDENTIALS: readonly string[] = ['authorization', 'cookie']

const known = ['vary', 'maxAge', 'cacheControl', 'version'] as const satisfies (keyof HttpCacheOptions)[]

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/
const HEADER_VALUE = /^[\t\x20-\x7e]{1,1000}$/

/** @throws InvalidOptionError */
export function resolveHttpCache(given: HttpCacheOptions): ResolvedHttpCache {
  const { vary, maxAge, cacheControl, version } = givenOptions<HttpCacheOptions>('httpCache()', given, known)
  if (maxAge !== undefined && cacheControl !== undefined)
    throw new InvalidOptionError('maxAge and cacheControl are two ways to say the same. Leave one of them out.')
  if (version !== undefined && typeof (version as unknown) !== 'string')
    throw new InvalidOptionError(`version must be a text, not ${show(version)}.`)
  return {
    vary: vary === undefined ? CREDENTIALS : checkVary(vary),
    cacheControl: cacheControl === undefined ? cacheControlOf(maxAge) : checkCacheControl(cacheControl),
    version: version ?? '',
  }
}

function cacheControlOf(maxAge: Duration | undefined): string {
  if (maxAge === undefined) return 'private, no-cache'
  return `private, max-age=${Math.floor(checkDurationOf('maxAge', maxAge) / 1_000)}`
}

function checkCacheControl(value: unknown): string {
  if (typeof value === 'string' && HEADER_VALUE.test(value)) return value
  throw new InvalidOptionError(`cacheControl must be the text of a Cache-Control header, not ${show(value)}.`)
}

function checkVary(value: unknown): readonly string[] {
  if (Array.isArray(value)) {
    const names: readonly unknown[] = value
    const wrong = names.find((name) => typeof name !== 'string' || !TOKEN.test(name) || name === '*')
    if (wrong === undefined) return [...new Set((names as readonly string[]).map((name) => name.toLowerCase()))].sort()
  }
  throw new InvalidOptionError(`vary must be a list of names of headers, like ['accept-language'], not ${show(value)}.`)
}
