import type { CacheKeyGenerator } from '../keys/cache-key-generator'
import type { KeyPart } from '../keys/key-part'
import { MadeKeys } from '../values/made-keys'
import type { RememberOptions } from '../values/remember-options'
import type { RequestScope } from './request-scope'

type Render = (
  parts: readonly KeyPart[],
  render: () => string | PromiseLike<string>,
  options: FragmentOptions,
) => Promise<string>

/** Options of `cachedFragment`: those of `remember` that fit a text. */
export type FragmentOptions = Pick<RememberOptions, 'ttl' | 'maxBytes' | 'lock' | 'name'>

/** Makes the keys of one request. The functions can be passed on alone, as to a template. */
export interface RequestKeys {
  /** The key for `parts`, as `alkey.keyGenerator` makes it, from the tokens of this request. */
  readonly cacheKey: (...parts: readonly KeyPart[]) => Promise<string>
  /**
   * The text that is stored for `parts`, or what `render` returns. What `render` uses must have been loaded in this request, or
   * be loaded by itself.
   *
   * @param parts what the text depends on, and a name that tells it from others of the same entities
   * @throws what `render` throws
   */
  readonly cachedFragment: (
    parts: readonly KeyPart[],
    render: () => string | PromiseLike<string>,
    options?: FragmentOptions,
  ) => Promise<string>
  /**
   * Runs what the request does, and returns what that returns. Its statements are watched: after reads of what is not committed,
   * of older snapshots or of a replica, keys and texts of the request are uncacheable. A `HttpCache` that finds dependencies by
   * queries counts those that are sent in it before.
   */
  readonly run: <Result>(work: () => Result) => Result
}

/** Those of an `Alkey`. */
export class OwnKeys implements RequestKeys {
  readonly scope: RequestScope
  readonly #render: Render
  readonly #keys: MadeKeys

  constructor(scope: RequestScope, render: Render) {
    this.scope = scope
    this.#render = render
    this.#keys = new MadeKeys(scope.owner)
  }

  get generator(): CacheKeyGenerator {
    return this.scope.generator
  }

  readonly run: RequestKeys['run'] = (work) => this.scope.enter(work)

  readonly cacheKey: RequestKeys['cacheKey'] = async (...parts) => this.#keys.key(parts, this.generator)

  readonly cachedFragment: RequestKeys['cachedFragment'] = async (parts, render, options = {}) =>
    this.#render(parts, render, options)
}
