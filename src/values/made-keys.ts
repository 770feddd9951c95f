import type { CacheKeyGenerator } from '../keys/cache-key-generator'
import { LoadScope } from './load-scope'

/**
 * Makes keys that loads may ask for. What a load finds under a key was read earlier, so a load whose dependencies are found
 * depends on those of the keys that it makes.
 */
export class MadeKeys {
  readonly #owner: symbol

  /** @param owner whose keys they are */
  constructor(owner: symbol) {
    this.#owner = owner
  }

  readonly key = (parts: readonly unknown[], generator: CacheKeyGenerator): string | Promise<string> => {
    const scope = LoadScope.current
    return scope?.trace ? this.#keyWithin(scope, parts, generator) : generator.generate(parts)
  }

  async token(part: unknown, generator: CacheKeyGenerator): Promise<string> {
    const scope = LoadScope.current
    if (scope?.trace) await this.#keyWithin(scope, [part], generator)
    return generator.token(part)
  }

  async #keyWithin(scope: LoadScope, parts: readonly unknown[], generator: CacheKeyGenerator): Promise<string> {
    const key = await generator.derive(generator.prepare(parts))
    if (key.cacheable && !key.hasVersions) scope.depend(this.#owner, key.dependencies)
    else scope.veto('uncacheable')
    return key.key
  }
}
