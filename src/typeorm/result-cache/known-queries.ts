import { LRUCache } from 'lru-cache'
import type { QueryPlace } from './query-parts'

/** How long all texts that are remembered may be together, in UTF-16 units, and what each costs besides. */
const MOST = 4 * 1024 * 1024
const LEAST_COST = 1_000

interface KnownQuery<Told> {
  readonly place: QueryPlace
  readonly told: Told
}

/** Remembers what the texts of queries tell, parameters included: what is asked for again is not worked out again. */
export class KnownQueries<Told> {
  /** By what the texts mean something to. */
  readonly #known = new WeakMap<object, LRUCache<string, KnownQuery<Told>>>()

  /**
   * @param basis of what is told: with another one, the same text tells something else
   * @param variant what the result depends on besides
   */
  of(basis: object, text: string, variant: unknown, place: QueryPlace, tell: () => Told): Told {
    const variantPart = variantText(variant)
    if (variantPart === undefined) return tell()
    const queries = this.#queriesOf(basis)
    const known = queries.get(variantPart + text)
    if (known && isSamePlace(known.place, place)) return known.told
    const told = tell()
    queries.set(variantPart + text, { place, told })
    return told
  }

  #queriesOf(basis: object): LRUCache<string, KnownQuery<Told>> {
    let queries = this.#known.get(basis)
    if (!queries) {
      queries = new LRUCache({ maxSize: MOST, sizeCalculation: (_, text) => 2 * text.length + LEAST_COST })
      this.#known.set(basis, queries)
    }
    return queries
  }
}

/** Another one for each variant, and none is how another one begins. `undefined` for an object, which may change. */
function variantText(variant: unknown): string | undefined {
  switch (typeof variant) {
    case 'undefined':
      return 'undefined:'
    case 'string':
    case 'bigint':
    case 'boolean':
      return typedText(typeof variant, String(variant))
    case 'number':
      return typedText('number', Object.is(variant, -0) ? '-0' : String(variant))
    default:
      return undefined
  }
}

function typedText(type: string, text: string): string {
  return `${type}${text.length}:${text}`
}

function isSamePlace(one: QueryPlace, other: QueryPlace): boolean {
  return (
    one.id === other.id && one.type === other.type && one.database === other.database && one.schema === other.schema
  )
}
