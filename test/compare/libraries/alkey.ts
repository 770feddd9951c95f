import { Alkey, ref } from '../../../src'
import { openShop } from '../data-source'
import { Product, Tag } from '../entities'
import { type Library, type Places, TTL_MS } from '../library'
import { loadPage } from '../page'

/** Short, so that a crash need not be waited for; the default is 30 s. */
const LEASE_MS = 1_000

function alkeyOf({ redisUrl, prefix }: Places): Alkey {
  // Not about deadlines: a machine that is slow for a second is no finding.
  return new Alkey({ redis: redisUrl, namespace: prefix, leaseMs: LEASE_MS, deadlineMs: 10_000 })
}

export const alkeyRemember: Library = {
  name: 'typeorm-alkey `remember`',
  setup: "`alkey.remember([ref(Product, id), Tag, 'page'], load)` and `alkey.attach(dataSource)`.",
  packages: {},
  open: async (places) => {
    const alkey = alkeyOf(places)
    const dataSource = await openShop(places.databaseUrl)
    alkey.attach(dataSource)
    return {
      dataSource,
      read: (id) =>
        alkey.remember([ref(Product, id), Tag, 'page'], () => loadPage(dataSource.manager, id), { ttl: TTL_MS }),
      close: async () => {
        await dataSource.destroy()
        await alkey.close()
      },
    }
  },
}

export const alkeyCacheTrue: Library = {
  name: 'typeorm-alkey `cache: true`',
  setup: "`alkey.queryResultCache()` as the provider of TypeORM's cache, and `cache: true` in the query.",
  packages: {},
  open: async (places) => {
    const alkey = alkeyOf(places)
    const provider = () => alkey.queryResultCache()
    const dataSource = await openShop(places.databaseUrl, { provider, duration: TTL_MS })
    alkey.attach(dataSource)
    return {
      dataSource,
      read: (id) => loadPage(dataSource.manager, id, true),
      close: async () => {
        await dataSource.destroy()
        await alkey.close()
      },
    }
  },
}
