import type { CacheKeyGenerator } from '../keys/cache-key-generator'
import type { DerivedKey } from '../keys/derived-key'
import type { PreparedParts } from '../keys/parts-encoder'
import { holds } from '../keys/token-snapshot'
import type { Entry } from './entry'
import type { GuardedValues } from './guarded-values'

/** What parts had last time. */
interface Likely {
  readonly key: string
  /** What the value under it was made of. */
  readonly within: readonly string[]
}

const none: readonly string[] = Object.freeze([])

/** How many tokens are asked for beside those of the parts. */
const MOST = 2_000

/** A key, and what is stored under it, if all that it was made of is as it was. */
export interface LookedUp {
  readonly key: DerivedKey
  readonly entry: Entry | undefined
}

/**
 * Finds values in one round trip: beside the tokens, the value is asked for under the key that these parts had last time. It
 * counts only if that is their key now.
 */
export class ValueLookup {
  readonly #likely = new WeakMap<PreparedParts, Likely>()

  async find(parts: PreparedParts, generator: CacheKeyGenerator, values: GuardedValues): Promise<LookedUp> {
    const likely = this.#likely.get(parts)
    // Tokens first: they are short, and values that others ask for may be long.
    const deriving = generator.derive(parts)
    const within = likely && likely.within.length > 0 ? generator.snapshot(likely.within) : undefined
    const early = likely && values.get(likely.key)
    const key = await deriving
    if (!key.cacheable) return { key, entry: undefined }
    const isLikely = likely?.key === key.key
    const entry = await (isLikely ? early : values.get(key.key))
    // Frozen, since it may be asked for as it is.
    const madeOf = entry?.within ? Object.freeze([...entry.within.tokens.keys()]) : none
    if (!isLikely || !equal(madeOf, likely.within)) {
      this.#likely.set(parts, { key: key.key, within: madeOf.length <= MOST ? madeOf : none })
    }
    if (!entry?.within) return { key, entry }
    const now = await within
    const isCurrent = (now !== undefined && holds(entry.within, now)) || (await generator.isCurrent(entry.within))
    if (isCurrent) return { key, entry }
    // Another process may have stored a newer one.
    const stored = await values.beyond(key.key, entry)
    const isNewer = stored !== undefined && (!stored.within || (await generator.isCurrent(stored.within)))
    return { key, entry: isNewer ? stored : undefined }
  }
}

function equal(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, i) => one === others[i])
}
