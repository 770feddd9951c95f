import type { Alkey } from '../alkey'
import { InvalidOptionError, InvalidPartError, show } from '../errors'
import { digest } from '../keys/digest'
import type { KeyPart } from '../keys/key-part'
import type { RequestKeys } from '../requests/request-keys'
import { requestsOf } from '../requests/request-access'
import type { WatchedRequest } from '../requests/watched-request'
import { type HttpCacheOptions, type ResolvedHttpCache, resolveHttpCache } from './cache-options'
import { type RequestDescription, requestHeader } from './descriptions'
import { isNamedIn } from './entity-tags'
import { Exchange } from './exchange'

/** What a response depends on, and where its tokens come from. */
export interface ResponseParts {
  /** As for `keyGenerator`; their tokens are read now. Absent: what the handler reads. */
  readonly parts?: readonly KeyPart[] | undefined
  /** The keys of the request, where it has any: see `requestKeys`. */
  readonly keys?: RequestKeys | undefined
}

/** Tells for requests whether the client has the current response already. What an adapter for a framework is made of. */
export class HttpCache {
  readonly #alkey: Alkey
  readonly #options: ResolvedHttpCache

  /** @throws InvalidOptionError */
  constructor(alkey: Alkey, options: HttpCacheOptions = {}) {
    this.#alkey = checkAlkey('httpCache()', alkey)
    this.#options = resolveHttpCache(options)
  }

  /** Whether anything is to be done for a request of that method. */
  static serves(method: string): boolean {
    return method === 'GET' || method === 'HEAD'
  }

  /**
   * To be called before the handler runs. Requests other than GET and HEAD are left alone.
   *
   * @throws InvalidPartError, and what `keyGenerator` throws for parts that can't be used. An id that no row can have is no
   * error: the response has no `ETag`
   */
  async begin(request: RequestDescription, { parts, keys }: ResponseParts = {}): Promise<Exchange> {
    if (!HttpCache.serves(request.method)) return Exchange.unserved
    const { cacheControl, vary } = this.#options
    const watched = await this.#watch(request, parts && checkParts(parts), keys)
    const ifNoneMatch = requestHeader(request, 'if-none-match')
    // Whether there is a response at all, only the handler of declared parts can tell.
    const isNamed = (tag: string): boolean => !(parts && ifNoneMatch?.trim() === '*') && isNamedIn(ifNoneMatch, tag)
    return new Exchange({ cacheControl, vary, isHead: request.method === 'HEAD' }, watched, isNamed)
  }

  async #watch(
    request: RequestDescription,
    parts: readonly KeyPart[] | undefined,
    keys: RequestKeys | undefined,
  ): Promise<WatchedRequest | undefined> {
    const requests = requestsOf(this.#alkey)
    const { version, vary } = this.#options
    // Digests, since what clients send is of any length, and may be secret.
    const varied = digest(JSON.stringify(vary.map((name) => [name, requestHeader(request, name)])))
    const name = `response of GET ${request.route ?? 'any route'}`
    if (!parts) return requests?.traced(['GET', digest(request.url), varied, version], name)
    if (requests) {
      const key = [...parts, `http ${digest(varied + version)}`]
      return requests.declared(key, name, keys).catch(withoutNoRow)
    }
    // What stands for an Alkey in tests hears of the parts.
    await this.#alkey.keyGenerator(...parts).catch(ignoreClosed)
    return undefined
  }
}

/** What a client has sent may name no row: what to answer then, the handler knows. */
function withoutNoRow(error: unknown): undefined {
  if ((error as { readonly namesNoRow?: unknown }).namesNoRow !== true) throw error
}

function ignoreClosed(error: unknown): void {
  if ((error as { readonly code?: unknown }).code !== 'ALKEY_CLOSED') throw error
}

function checkParts(parts: unknown): readonly KeyPart[] {
  if (!Array.isArray(parts))
    throw new InvalidPartError(
      `The parts of httpCache() must be a function that returns an array of parts, not ${show(parts)}.`,
    )
  if (parts.length > 0) return parts as readonly KeyPart[]
  throw new InvalidPartError(
    'The parts of httpCache() are an empty array, so its ETag would never change. Name what the response depends on, or leave ' +
      'the function out: then that is found by the queries of the handler.',
  )
}

/** @param caller as messages name it @throws InvalidOptionError when it is not an `Alkey` */
export function checkAlkey(caller: string, alkey: unknown): Alkey {
  const { keyGenerator } = (alkey ?? {}) as Partial<Alkey>
  if (typeof keyGenerator === 'function') return alkey as Alkey
  throw new InvalidOptionError(`${caller} takes an Alkey, not ${show(alkey)}.`)
}
