import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { EventHub } from '../events'
import type { CacheKeyGenerator } from '../keys/cache-key-generator'
import type { DerivedKey } from '../keys/derived-key'
import type { PreparedParts } from '../keys/parts-encoder'
import { type Entry, ageOf } from './entry'
import { LoadScope } from './load-scope'
import type { Serializer } from './serializer'

/** A hit that is to be checked. */
export interface Audited {
  readonly prepared: PreparedParts
  readonly load: () => unknown
  readonly generator: CacheKeyGenerator
  readonly key: DerivedKey
  readonly serializer: Serializer
  readonly entry: Entry
  readonly owner: symbol
  readonly events: EventHub
}

/** A commit that is visible already may be bumped only a round trip later, which is no finding. */
const BUMP_MS = 1_000

/** Loads again, on the primary, and tells when the stored value is another one under the same key. */
export async function audit(hit: Audited): Promise<void> {
  const { serializer, entry, owner, events, key } = hit
  try {
    const scope = new LoadScope(owner, true)
    const value = await scope.run(hit.load)
    if (await scope.end()) return
    // Both have gone through the serializer, so that what it changes is no finding.
    const [stored, loaded] = [serializer.parse(entry.text), serializer.parse(serializer.stringify(value))]
    if (isDeepStrictEqual(stored, loaded) || !(await isStillKey(hit))) return
    await pause(BUMP_MS, undefined, { ref: false })
    if (!(await isStillKey(hit))) return
    events.emit('mismatch', { key: key.key, ageMs: ageOf(entry), stored, loaded })
  } catch {
    // What can't be loaded or compared now is no finding: the caller has its value, and the next sample is another one.
  }
}

async function isStillKey({ generator, prepared, key, entry }: Audited): Promise<boolean> {
  const now = await generator.derive(prepared)
  return now.key === key.key && (!entry.within || (await generator.isCurrent(entry.within)))
}
