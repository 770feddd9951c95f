import 'reflect-metadata'
import { Alkey, ref } from '../../../../src'
import { DataSource } from 'typeorm'
import type { DatabaseOptions } from '../../../support/databases/database'
import { Product, shopEntities } from '../../../support/entities/shop'

// A process that reads through a cache of its own, in the order that the documentation teaches.

let dataSource: DataSource
let alkey: Alkey
const cache = new Map<string, number>()
let hits = 0

export async function open(database: DatabaseOptions, redisUrl: string, namespace: string): Promise<void> {
  dataSource = new DataSource({ ...database, entities: shopEntities })
  await dataSource.initialize()
  // A machine that is slow for a second is no finding.
  alkey = new Alkey({ redis: redisUrl, namespace, deadlineMs: 10_000, localValues: { maxBytes: 2 ** 20 } })
  alkey.attach(dataSource)
}

export async function priceOf(id: number): Promise<number> {
  const key = await alkey.keyGenerator(ref(Product, id))
  const cached = cache.get(key)
  if (cached !== undefined) {
    hits++
    return cached
  }
  const { price } = await dataSource.manager.findOneByOrFail(Product, { id })
  if (alkey.isCacheable(key)) cache.set(key, price)
  return price
}

/** The same as a cached value, kept in this process as well. */
export function rememberedPriceOf(id: number): Promise<number> {
  return alkey.remember([ref(Product, id), 'price'], async () => {
    const { price } = await dataSource.manager.findOneByOrFail(Product, { id })
    return price
  })
}

/** How often such a value was found. */
export function valueHitCount(): number {
  return alkey.eventCounts.hit
}

export function hitCount(): number {
  return hits
}

export async function close(): Promise<void> {
  await dataSource.destroy()
  await alkey.close()
}
