import type { DataSource } from 'typeorm'
import { Alkey, type QueryResultCacheOptions } from '../../src'
import { closeAll, openDataSource } from './data-source'
import { sharedRedis, uniqueNamespace } from './redis'
import { shopEntities } from './shop'
import { fillShop } from './shop-rows'

export interface AttachedShop {
  readonly dataSource: DataSource
  readonly alkey: Alkey
}

/**
 * For a whole test file: the shop on a database of its own, with an Alkey attached, filled anew before each test.
 * `assign` gets both before the first test.
 */
export function useAttachedShop(assign: (shop: AttachedShop) => void, namespace = uniqueNamespace()): void {
  useShop(assign, namespace, () => ({}))
}

/** The same, with an Alkey that caches its queries. */
export function useCachedShop(assign: (shop: AttachedShop) => void, options: QueryResultCacheOptions = {}): void {
  useShop(assign, uniqueNamespace(), (alkey) => ({
    cache: { provider: () => alkey.queryResultCache(options), duration: 60_000 },
  }))
}

function useShop(
  assign: (shop: AttachedShop) => void,
  namespace: string,
  optionsOf: (alkey: Alkey) => Parameters<typeof openDataSource>[1],
): void {
  let shop: AttachedShop

  beforeAll(async () => {
    const alkey = new Alkey(sharedRedis(namespace))
    shop = { dataSource: await openDataSource(shopEntities, optionsOf(alkey)), alkey }
    alkey.attach(shop.dataSource)
    assign(shop)
  })

  afterAll(async () => {
    await closeAll()
    await shop.alkey.close()
  })

  beforeEach(() => fillShop(shop.dataSource))
}
