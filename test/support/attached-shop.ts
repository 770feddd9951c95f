import type { DataSource } from 'typeorm'
import { Alkey } from '../../src'
import { closeAll, openDataSource } from './data-source'
import { uniqueNamespace } from './redis'
import { sharedUrl } from './shared-url'
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
  let shop: AttachedShop

  beforeAll(async () => {
    const alkey = new Alkey({ redis: sharedUrl('REDIS_URL'), namespace })
    shop = { dataSource: await openDataSource(shopEntities), alkey }
    alkey.attach(shop.dataSource)
    assign(shop)
  })

  afterAll(async () => {
    await closeAll()
    await shop.alkey.close()
  })

  beforeEach(() => fillShop(shop.dataSource))
}
