import { parseIdentifier, tokensOf } from '../identifiers/identifier'
import type { CacheKeyGenerator } from '../keys/cache-key-generator'
import { digest } from '../keys/digest'
import type { ExplainedPart, Explanation } from '../keys/explanation'
import type { PreparedParts } from '../keys/parts-encoder'
import { type TokenSnapshot, holds } from '../keys/token-snapshot'
import { type Entry, encodeEntry } from './entry'
import type { GuardedValues } from './guarded-values'
import { ownParts } from './own-parts'

/** Explains a key, and what the value that is stored for its parts was made of. */
export async function explainValue(
  parts: readonly unknown[],
  generator: CacheKeyGenerator,
  values: GuardedValues,
): Promise<Explanation> {
  const explanation = await generator.explain(parts)
  if (!explanation.cacheable) return explanation
  const prepared = generator.prepare(parts)
  const [computed, remembered] = await Promise.all([
    storedValue(ownParts('C', prepared), generator, values),
    storedValue(prepared, generator, values),
  ])
  const stored = computed ?? remembered
  return stored ? { ...explanation, ...stored } : explanation
}

async function storedValue(
  prepared: PreparedParts,
  generator: CacheKeyGenerator,
  values: GuardedValues,
): Promise<Pick<Explanation, 'madeOf' | 'version'> | undefined> {
  const { key, cacheable } = await generator.derive(prepared)
  const entry = cacheable ? await values.get(key) : undefined
  if (!entry) return undefined
  const { within } = entry
  if (!within) return { madeOf: [], version: versionOf(key, entry) }
  const identifiers = [...within.tokens.keys()]
  const now = await generator.snapshot(identifiers)
  // Bulk tokens are told with the rows that they stand beside.
  const beside = new Set(identifiers.flatMap((identifier) => tokensOf(identifier).slice(1)))
  const madeOf = identifiers.flatMap((one) => (beside.has(one) ? [] : explained(one, now)))
  // What it was made of says nothing of a value that is made now.
  return now && holds(within, now) ? { madeOf, version: versionOf(key, entry) } : { madeOf }
}

/** Never the same again once another value is stored, though that may have been loaded in the same millisecond. */
function versionOf(key: string, entry: Entry): string {
  return digest(key + encodeEntry(entry))
}

/** As the explanation of a key has it. */
function explained(identifier: string, now: TokenSnapshot | undefined): readonly ExplainedPart[] {
  const kind = parseIdentifier(identifier)?.kind
  if (kind === undefined) return []
  const tokens = tokensOf(identifier).flatMap((one) => now?.tokens.get(one) ?? [])
  return [{ kind, identifier, ...(now && { token: tokens.join('+') }) }]
}
