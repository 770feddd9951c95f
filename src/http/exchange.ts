import type { WatchedRequest } from '../requests/watched-request'
import type { ResponseDescription } from './descriptions'
import { entityTag } from './entity-tags'
import { namesMore, varyWith } from './vary'

/** Headers by their names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string>>

/** What the headers of a response are made of. */
interface ExchangeSettings {
  readonly cacheControl: string
  readonly vary: readonly string[]
  /** Whether the handler of HEAD runs: it may read less than that of GET. */
  readonly isHead: boolean
}

/** What a handler may have set itself, and a `304` in its place must have as well. */
const REPEATED = ['cache-control', 'content-location', 'expires', 'vary'] as const

/** One request and its response. An adapter asks it what to send, and tells it when that is sent. */
export class Exchange {
  /** Whether the client has the current response: then `304` and `headersFor` are to be sent, and the handler is not to run. */
  readonly isNotModified: boolean
  readonly #settings: ExchangeSettings | undefined
  readonly #watched: WatchedRequest | undefined
  /** What a `304` later on has to repeat, where the response has our tag. */
  #kept: string | undefined
  /** Whether the handler has decided by itself that the client has the response: then it may have read less. */
  #isOwnNotModified = false

  /** That of a request for which nothing is done. */
  static readonly unserved = new Exchange(undefined, undefined, () => false)

  /**
   * @param settings `undefined` where nothing is to be added
   * @param watched `undefined` where nothing can be said of the response
   * @param isNamed whether the client has the response with that tag
   */
  constructor(
    settings: ExchangeSettings | undefined,
    watched: WatchedRequest | undefined,
    isNamed: (tag: string) => boolean,
  ) {
    this.#settings = settings
    this.#watched = watched
    this.isNotModified = watched?.current !== undefined && isNamed(entityTag(watched.current.version))
  }

  /** Runs the handler and returns what it returns. Statements that it sends after it has returned belong to it, too. */
  run<Result>(handler: () => Result): Result {
    return this.#watched ? this.#watched.run(handler) : handler()
  }

  /**
   * The headers to set in addition, to be asked for when all others are set and none is sent. What is set already stays. A
   * response that is no success gets neither `ETag` nor `Cache-Control`; a `304` of the handler gets no `ETag`.
   */
  headersFor(response: ResponseDescription): ResponseHeaders {
    const settings = this.#settings
    if (!settings) return {}
    if (this.isNotModified) return this.#headersOfCurrent(response, settings)
    const vary = varyHeader(response.header('vary'), settings.vary)
    const isSuccess = (response.status >= 200 && response.status < 300) || response.status === 304
    if (!isSuccess) return vary
    const headers: Record<string, string> = { ...vary }
    if (!response.header('cache-control') && !response.header('expires'))
      headers['cache-control'] = settings.cacheControl
    this.#isOwnNotModified = response.status === 304
    if (response.header('etag') || response.isReadLater || this.#isOwnNotModified) return headers
    // Before the handler runs it can't be told which of several responses it will choose.
    if (namesMore(response.header('vary'), settings.vary)) this.#watched?.refuse('varies')
    const version = this.#watched?.version
    if (version === undefined) return headers
    this.#kept = repeatedText(response)
    headers['etag'] = entityTag(version)
    return headers
  }

  /**
   * The response is sent, and the handler sends no more statements. Never rejects.
   *
   * @param isComplete false when the client went away, or the handler failed. Default: true
   */
  async end(isComplete = true): Promise<void> {
    if (this.isNotModified) return
    const isWhole = !this.#settings?.isHead && !this.#isOwnNotModified
    await this.#watched?.end(isComplete ? this.#kept : undefined, isWhole)
  }

  #headersOfCurrent(response: ResponseDescription, settings: ExchangeSettings): ResponseHeaders {
    const { version = '', kept = '' } = this.#watched?.current ?? {}
    const repeated = repeatedOf(kept)
    const freshness = 'expires' in repeated ? {} : { 'cache-control': settings.cacheControl }
    const headers = Object.entries({ ...freshness, ...repeated })
    const missing = headers.filter(([name]) => !response.header(name))
    const vary = varyHeader(response.header('vary') || repeated['vary'], settings.vary)
    return { ...Object.fromEntries(missing), ...vary, etag: entityTag(version) }
  }
}

function varyHeader(present: string | null | undefined, names: readonly string[]): ResponseHeaders {
  const vary = varyWith(present, names)
  return vary === undefined ? {} : { vary }
}

function repeatedText(response: ResponseDescription): string {
  const repeated = REPEATED.flatMap((name) => {
    const value = response.header(name)
    return value ? [[name, value] as const] : []
  })
  return repeated.length === 0 ? '' : JSON.stringify(Object.fromEntries(repeated))
}

/** Nothing where it is no text of ours. */
function repeatedOf(text: string): ResponseHeaders {
  if (text === '') return {}
  try {
    const stored = JSON.parse(text) as Readonly<Record<string, unknown>>
    return Object.fromEntries(
      REPEATED.flatMap((name) => (typeof stored[name] === 'string' ? [[name, stored[name]] as const] : [])),
    )
  } catch {
    return {}
  }
}
