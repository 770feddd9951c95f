import type { CacheKeyGenerator } from './cache-key-generator'
import type { Explanation } from './explanation'
import type { KeyPart } from './key-part'

/** Makes cache keys. */
export interface KeyGeneratorCalls {
  /** The key for `parts`: the same until one of the things that they depend on changes. */
  (...parts: readonly KeyPart[]): Promise<string>
  /** The key, what it depends on, and why it is uncacheable if it is. */
  explain(...parts: readonly KeyPart[]): Promise<Explanation>
}

/** @param generator gives the one of the moment, or throws */
export function keyGeneratorCalls(generator: () => CacheKeyGenerator): KeyGeneratorCalls {
  // Async, so that what is thrown becomes a rejection.
  const generate = async (...parts: readonly KeyPart[]): Promise<string> => generator().generate(parts)
  const explain = async (...parts: readonly KeyPart[]): Promise<Explanation> => generator().explain(parts)
  return Object.assign(generate, { explain })
}
