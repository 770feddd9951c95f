import type { CacheKeyGenerator } from '../keys/cache-key-generator'
import type { OwnKind } from './own-parts'

/** How a value is asked for: whether its dependencies are found by the queries of its load, and what messages say of it. */
export interface ValueCaller {
  readonly caller: string
  readonly isTraced: boolean
  /** Where the value is another one than that of `remember` with the same parts. */
  readonly kind?: OwnKind
  /** In place of the generator of the moment. */
  readonly generator?: CacheKeyGenerator
}

export const REMEMBER: ValueCaller = { caller: 'remember()', isTraced: false }
export const COMPUTED: ValueCaller = { caller: 'computed()', isTraced: true, kind: 'C' }
