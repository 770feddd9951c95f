import 'reflect-metadata'
import { DataSource } from 'typeorm'
import { PGliteDriver } from 'typeorm-pglite'
import { Alkey, MemoryTokenStore, ref } from '../../../../src'
import { Product, shopEntities } from '../../../support/entities/shop'
import { fillShop } from '../../../support/entities/shop-rows'

// Flows on PGlite, which has one connection for everybody. In a process of its own: PGlite imports ES modules, which
// Jest's sandbox can't.

const dataSource = new DataSource({
  type: 'postgres',
  driver: new PGliteDriver({}).driver,
  entities: shopEntities,
  installExtensions: false,
})
const alkey = new Alkey({ store: new MemoryTokenStore() })
const cache = new Map<string, number>()

export async function open(): Promise<void> {
  await dataSource.initialize()
  await dataSource.synchronize()
  alkey.attach(dataSource)
}

export async function close(): Promise<void> {
  await dataSource.destroy()
  await alkey.close()
}

export async function reset(): Promise<void> {
  cache.clear()
  await fillShop(dataSource)
}

const keyOfTea = (): Promise<string> => alkey.keyGenerator(ref(Product, 1))

export async function loadTea(): Promise<number> {
  return (await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price
}

/** Reads as the documentation tells: key first, then the data, then store. */
export async function cachedTea(): Promise<number> {
  const key = await keyOfTea()
  const cached = cache.get(key)
  if (cached !== undefined) return cached
  const price = await loadTea()
  if (alkey.isCacheable(key)) cache.set(key, price)
  return price
}

/** What another flow loads while a transaction that is rolled back has set the price to 100. */
export async function loadBesideRollback(): Promise<number> {
  return besideRollback(loadTea)
}

/** The same, through the cache. */
export async function readBesideRollback(): Promise<number> {
  return besideRollback(cachedTea)
}

/** The same, under a key that was made before the transaction began. */
export async function fillBesideRollback(): Promise<number> {
  const key = await keyOfTea()
  return besideRollback(async () => {
    const price = await loadTea()
    cache.set(key, price)
    return price
  })
}

/** The same, when only a savepoint is rolled back and the transaction commits another row. */
export async function fillBesideSavepoint(): Promise<number> {
  const key = await keyOfTea()
  await dataSource.transaction(async (outer) => {
    await outer
      .transaction(async (inner) => {
        await inner.save(Product, { id: 1, price: 100 })
        cache.set(key, await loadTea())
        throw new Error('roll back')
      })
      .catch(() => undefined)
    await outer.save(Product, { id: 2, price: 5 })
  })
  return cache.get(key) as number
}

/** Another flow writes without a transaction, and loads, while a transaction is open that takes its write back. */
export async function fillAfterForeignWrite(): Promise<number> {
  let seen = 0
  await dataSource
    .transaction(async (manager) => {
      await manager.save(Product, { id: 2, price: 5 })
      const key = await keyOfTea()
      await dataSource.manager.update(Product, { id: 1 }, { price: 100 })
      const keyAfterWrite = await keyOfTea()
      seen = await loadTea()
      for (const one of [key, keyAfterWrite]) if (alkey.isCacheable(one)) cache.set(one, seen)
      throw new Error('roll back')
    })
    .catch(() => undefined)
  return seen
}

/** Which keys are cacheable while a transaction has changed the first product, and why others are not. */
export async function keysBesideTransaction(): Promise<{ cacheable: Record<string, boolean>; reasons: string[] }> {
  const parts = { 'product 1': ref(Product, 1), products: Product, anything: 'alkey:*#*', 'product 2': ref(Product, 2) }
  const reasons: string[] = []
  const stop = alkey.on('uncacheable', ({ reason }) => reasons.push(reason))
  const cacheable: Record<string, boolean> = {}
  await dataSource.transaction(async (manager) => {
    await manager.save(Product, { id: 1, price: 100 })
    for (const [name, part] of Object.entries(parts)) {
      cacheable[name] = alkey.isCacheable(await alkey.keyGenerator(part))
    }
  })
  stop()
  return { cacheable, reasons }
}

async function besideRollback(read: () => Promise<number>): Promise<number> {
  let seen = 0
  await dataSource
    .transaction(async (manager) => {
      await manager.save(Product, { id: 1, price: 100 })
      seen = await read()
      throw new Error('roll back')
    })
    .catch(() => undefined)
  return seen
}
