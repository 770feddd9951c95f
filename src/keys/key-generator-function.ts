import type { EntityManager } from 'typeorm'
import type { CacheKeyGenerator } from './cache-key-generator'
import type { Explanation } from './explanation'
import type { KeyPart } from './key-part'

/** Makes cache keys. */
export interface KeyGeneratorCalls {
  /** The key for `parts`. It stays the same until one of its dependencies changes. */
  (...parts: readonly KeyPart[]): Promise<string>
  /**
   * The key, what it depends on, and the reason if it is uncacheable. Where `computed` or `remember` has stored a value for these
   * parts, also what that was made of.
   */
  explain(...parts: readonly KeyPart[]): Promise<Explanation>
}

/** Makes cache keys; see `Alkey.keyGenerator`. */
export interface KeyGeneratorFunction extends KeyGeneratorCalls {
  /**
   * Makes keys for use inside the transaction of `manager`. A key is uncacheable if the transaction has changed one of its
   * dependencies, or reads an older snapshot (`REPEATABLE READ`, `SERIALIZABLE`). Make keys after the transaction's writes.
   *
   * @throws NotAttachedError when the manager belongs to another DataSource, InvalidOptionError when it is no manager
   */
  within(manager: EntityManager): KeyGeneratorCalls
  /** Makes the same keys from tokens that were all read from Redis now, past `nearCache`. */
  readonly fresh: KeyGeneratorCalls
}

type MakeKey = (parts: readonly unknown[], generator: CacheKeyGenerator) => string | Promise<string>
type Explain = (parts: readonly unknown[], generator: CacheKeyGenerator) => Promise<Explanation>

/** @param generator gives the one of the moment, or throws */
export function keyGeneratorCalls(
  generator: () => CacheKeyGenerator,
  makeKey: MakeKey,
  explainParts: Explain,
): KeyGeneratorCalls {
  // Async, so that what is thrown becomes a rejection.
  const generate = async (...parts: readonly KeyPart[]): Promise<string> => makeKey(parts, generator())
  const explain = async (...parts: readonly KeyPart[]): Promise<Explanation> => explainParts(parts, generator())
  return Object.assign(generate, { explain })
}
