import type { EntityManager } from 'typeorm'
import { Alkey } from '../../../src'
import { Product } from '../entities/shop'
import { recordsIn } from '../redis/records'
import type { Server } from '../servers/server'
import { startRedis } from '../servers/start-redis'
import { eventually } from '../waiting/eventually'
import { type ProxiedShop, useProxiedShop } from './proxied-shop'

/** Short, so that a record is overdue while a test waits for that. */
export const LEASE_MS = 300

/** A writer that can be cut off from Redis, and what others see of it. */
export interface RepairedShop extends Omit<ProxiedShop, 'alkey'> {
  /** Of the test file's own. */
  readonly redis: Server
  readonly writer: Alkey
  /** Another process, which repairs what is overdue. */
  readonly reader: Alkey
  /** What the records of the namespace hold now. */
  readonly records: () => Promise<string[][]>
  /** Resolves when the writer reaches Redis again. */
  readonly available: () => Promise<void>
}

/** For a whole test file: the shop with a writer that refuses what it can't record, and a reader that repairs. */
export function useRepairedShop(assign: (shop: RepairedShop) => void): void {
  let redis: Server
  let proxied: ProxiedShop
  let reader: Alkey

  beforeAll(async () => {
    redis = await startRedis()
  })

  useProxiedShop((shop) => (proxied = shop), {
    alkey: { leaseMs: LEASE_MS, deadlineMs: 300, onUnavailable: 'reject' },
    redisUrl: () => redis.url,
  })

  afterAll(() => redis.stop())

  beforeEach(async () => {
    const { alkey: writer, ...shop } = proxied
    reader = new Alkey({ redis: redis.url, namespace: shop.namespace, leaseMs: LEASE_MS })
    await writer.keyGenerator(Product)
    await reader.keyGenerator('alkey:products#1')
    const available = (): Promise<void> =>
      eventually(async () => writer.isCacheable(await writer.keyGenerator('text')), { deadlineMs: 10_000 })
    assign({ ...shop, redis, writer, reader, records: () => recordsIn(shop.namespace, redis.url), available })
  })

  afterEach(() => reader.close())
}

/** A write of product 1. */
export function reprice(manager: EntityManager): Promise<unknown> {
  return manager.save(Product, { id: 1, price: 100 })
}
