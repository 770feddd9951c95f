import type { CacheKeyGenerator } from '../keys/cache-key-generator'
import type { KeyPart } from '../keys/key-part'
import type { RememberOptions } from '../values/remember-options'

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
}

/** Those of an `Alkey`. */
export class OwnKeys implements RequestKeys {
  readonly #generatorNow: () => CacheKeyGenerator
  readonly #render: Render

  constructor(generatorNow: () => CacheKeyGenerator, render: Render) {
    this.#generatorNow = generatorNow
    this.#render = render
  }

  get generator(): CacheKeyGenerator {
    return this.#generatorNow()
  }

  readonly cacheKey: RequestKeys['cacheKey'] = async (...parts) => this.generator.generate(parts)

  readonly cachedFragment: RequestKeys['cachedFragment'] = async (parts, render, options = {}) =>
    this.#render(parts, render, options)
}
