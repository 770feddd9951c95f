import type { DataSource } from 'typeorm'
import { Alkey, type AlkeyOptions } from '../../../src'
import { closeAll, openDataSource } from '../databases/data-source'
import { shopEntities } from '../entities/shop'
import { fillShop } from '../entities/shop-rows'
import { uniqueNamespace } from '../redis/redis'
import { sharedUrl } from '../servers/shared-url'
import { type TcpProxy, startTcpProxy } from '../servers/tcp-proxy'

export interface ProxiedShop {
  readonly dataSource: DataSource
  readonly alkey: Alkey
  /** What the Alkey reaches Redis through. */
  readonly proxy: TcpProxy
  readonly namespace: string
}

interface ProxiedPlan {
  readonly alkey: Omit<AlkeyOptions, 'redis' | 'store' | 'namespace'>
  /** A Redis of the test's own, for what others must not see. */
  readonly redisUrl?: () => string
}

/**
 * For a whole test file: the shop, filled anew before each test. Each test has an Alkey of its own, which reaches Redis
 * through a proxy that can fail.
 */
export function useProxiedShop(assign: (shop: ProxiedShop) => void, plan: ProxiedPlan): void {
  let dataSource: DataSource
  let shop: ProxiedShop
  let detach: () => void

  beforeAll(async () => {
    dataSource = await openDataSource(shopEntities)
  })

  afterAll(closeAll)

  beforeEach(async () => {
    await fillShop(dataSource)
    const proxy = await startTcpProxy(plan.redisUrl?.() ?? sharedUrl('REDIS_URL'))
    const namespace = uniqueNamespace()
    const alkey = new Alkey({ ...plan.alkey, redis: proxy.url, namespace })
    shop = { dataSource, alkey, proxy, namespace }
    detach = alkey.attach(dataSource)
    assign(shop)
  })

  afterEach(async () => {
    detach()
    // What is owed to a Redis that is away is nothing to wait for.
    await shop.alkey.close({ deadlineMs: 100 })
    await shop.proxy.close()
  })
}
