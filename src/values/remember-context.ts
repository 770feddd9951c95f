import type { EntityManager } from 'typeorm'
import type { EventHub } from '../events'
import type { CacheKeyGenerator } from '../keys/cache-key-generator'
import type { Dependency } from '../keys/dependency'
import type { TokenSource } from '../tokens/token-source'
import type { GuardedValues } from './guarded-values'
import type { LoadLocks } from './load-locks'
import type { Serializer } from './serializer'
import type { ValueLookup } from './value-lookup'

/** `late`: TypeORM doesn't wait for what must be read before a query is sent. */
export type SeesReads = 'in-time' | 'late' | 'never'

/** Who asks for a key. */
export interface CallerContext {
  /** Of the transaction that the caller is in. */
  readonly manager: EntityManager | undefined
  /** The generator of the moment; in a transaction, as seen from inside it. */
  readonly generator: CacheKeyGenerator
}

/** What all calls of `remember` of one `Alkey` share. */
export interface RememberContext {
  /** Whose loads they are: another `Alkey` has other tokens. */
  readonly owner: symbol
  /**
   * @param given the manager of the caller, where it says so
   * @param isFresh whether it wants no tokens of this process
   * @param source where its tokens come from, in place of the store
   */
  readonly callerWith: (given?: EntityManager, isFresh?: boolean, source?: TokenSource) => CallerContext
  /** Reads past the tokens that are kept in this process. */
  readonly freshGenerator: () => CacheKeyGenerator
  readonly lookup: ValueLookup
  readonly values: GuardedValues
  readonly serializer: Serializer
  /** For values that are given as plain data. */
  readonly plainSerializer: Serializer
  /** Between processes, where the token store has them. */
  readonly locks: LoadLocks | undefined
  readonly deadlineMs: number
  /** Whether loads read the primary also where TypeORM would read a replica. */
  readonly readsPrimary: boolean
  readonly dependenciesOf: (identifier: string) => readonly Dependency[]
  /** Whether queries are seen, and their tokens can be read before they are sent. */
  readonly seesReads: () => SeesReads
  readonly events: EventHub
}
