import type { Library } from '../library'
import { alkeyCacheTrue, alkeyRemember } from './alkey'
import { bentocache } from './bentocache'
import { byHand, byHandCarefully } from './by-hand'
import { cacheManager } from './cache-manager'
import { typeormCache, typeormCacheIds, typeormDatabase, typeormDatabaseIds } from './typeorm'

/** In the order of the table's columns. */
export const libraries: readonly Library[] = [
  typeormCache,
  typeormCacheIds,
  typeormDatabase,
  typeormDatabaseIds,
  cacheManager,
  bentocache,
  byHand,
  byHandCarefully,
  alkeyRemember,
  alkeyCacheTrue,
]
