import type { EntityManager } from 'typeorm'
import { type Alkey, GLOBAL, type KeyPart, ref } from '../../../src'
import { ConstantTag, MemoryHandler, RedisHandler, StandardTag, type TagOptions } from '../../../src/fragmented-keys'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { isPooled } from '../../support/databases/under-test'
import { Order } from '../../support/entities/shop'
import { recordsIn } from '../../support/redis/records'
import { connectRedis, uniqueNamespace } from '../../support/redis/redis'
import { eventually } from '../../support/waiting/eventually'
import { changedBy } from '../../support/watching/key-watch'

const prefix = uniqueNamespace()
let shop: Attached
let alkey: Alkey
let redis: Awaited<ReturnType<typeof connectRedis>>
let parts: Record<string, KeyPart>

useAttachedShop(
  (attached) => {
    shop = attached
    alkey = attached.alkey
  },
  { alkey: { namespace: prefix } },
)

beforeAll(async () => {
  redis = await connectRedis()
  const here = { handler: new MemoryHandler(), prefix }
  parts = {
    alkey: alkey.tag('city', 'chicago'),
    redis: new StandardTag('city', 'chicago', kept()),
    memory: new StandardTag('city', 'chicago', here),
    both: [ref(Order, 1), new StandardTag('city', 'chicago', kept()), new ConstantTag('template', 'mail')],
    other: [alkey.tag('city', 'boston'), new StandardTag('city', 'boston', kept())],
    order: ref(Order, 1),
    anything: GLOBAL,
  }
})

afterAll(() => {
  redis.disconnect()
})

const kept = (): TagOptions => ({ handler: new RedisHandler(redis), prefix })
const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, parts, work)
const tags = (): KeyPart[] => [parts['alkey'], parts['redis'], parts['memory']]
const all = ['alkey', 'both', 'memory', 'redis']
const failed = (): never => {
  throw new Error('on purpose')
}

describe('a tag that is invalidated', () => {
  test('changes at once outside a transaction', async () => {
    expect(await changed(() => alkey.invalidate(...tags()))).toEqual(all)
    expect(await changed(() => alkey.invalidate(shop.dataSource.manager, ...tags()))).toEqual(all)
  })

  test('changes after the commit, with what the transaction has written', async () => {
    const changes = await changed(() =>
      shop.dataSource.transaction(async (manager) => {
        if (isPooled) expect(await changed(() => alkey.invalidate(manager, ...tags()))).toEqual([])
        else await alkey.invalidate(manager, ...tags())
        await manager.update(Order, 1, { note: 'changed' })
      }),
    )
    expect(changes).toEqual([...all, 'anything', 'order'].sort())
  })

  test('of Alkey is in the record of the transaction, so that others bump it if this process dies', async () => {
    await shop.dataSource.transaction(async (manager) => {
      await alkey.invalidate(manager, ...tags())
      await eventually(async () => {
        expect(await recordsIn(prefix)).toEqual([['alkey:@city#chicago']])
      })
    })
    expect(await redis.keys(`{${prefix}}:changed:*`)).toEqual([])
  })

  test('does not change when the transaction is rolled back', async () => {
    const changes = await changed(() =>
      shop.dataSource
        .transaction(async (manager) => {
          await alkey.invalidate(manager, ...tags())
          failed()
        })
        .catch(() => undefined),
    )
    // On a connection that all flows share, others may have read what was taken back.
    expect(changes).toEqual(isPooled ? [] : all)
  })

  test.each([
    ['COMMIT', [...all, 'anything', 'order'].sort()],
    // On a connection that all flows share, others may have read what was taken back.
    ['ROLLBACK', isPooled ? [] : [...all, 'anything', 'order'].sort()],
  ])('changes with a transaction that was begun by a text, at its %s', async (end, expected) => {
    const queryRunner = shop.dataSource.createQueryRunner()
    const invalidated = [...tags(), parts['order']]
    await queryRunner.query('BEGIN')
    // What is seen from outside must wait; on a connection that all flows share nobody can look meanwhile.
    if (isPooled) expect(await changed(() => alkey.invalidate(queryRunner.manager, ...invalidated))).toEqual([])
    const changes = await changed(async () => {
      if (!isPooled) await alkey.invalidate(queryRunner.manager, ...invalidated)
      await queryRunner.query(end)
    })
    expect(changes).toEqual(expected)
    await queryRunner.release()
  })

  test('follows savepoints', async () => {
    const outside = [alkey.tag('city', 'boston'), new StandardTag('city', 'boston', kept())]
    const nested = (work: (inner: EntityManager) => Promise<unknown>): Promise<string[]> =>
      changed(() =>
        shop.dataSource.transaction(async (outer) => {
          await alkey.invalidate(outer, ...outside)
          await outer.transaction(work).catch(() => undefined)
        }),
      )
    const released = await nested((inner) => alkey.invalidate(inner, ...tags()))
    expect(released).toEqual([...all, 'other'].sort())
    const rolledBack = await nested(async (inner) => {
      await alkey.invalidate(inner, ...tags())
      failed()
    })
    expect(rolledBack).toEqual(isPooled ? ['other'] : [...all, 'other'].sort())
  })

  test('changes when nobody knows how the transaction ended', async () => {
    const queryRunner = shop.dataSource.createQueryRunner()
    const changes = await changed(async () => {
      await queryRunner.startTransaction()
      await alkey.invalidate(queryRunner.manager, ...tags())
      if (isPooled) await queryRunner.release()
      else await queryRunner.commitTransaction()
    })
    expect(changes).toEqual(all)
  })

  test('fails no commit when its cache handler does, and is delivered later', async () => {
    const errors: unknown[] = []
    const stop = alkey.on('error', ({ error }) => errors.push(error))
    const handler = new MemoryHandler()
    const tag = new StandardTag('flag', 'beta', { handler, prefix })
    const before = await alkey.keyGenerator(tag)
    const increment = handler.increment.bind(handler)
    handler.increment = () => Promise.reject(new Error('out of order'))
    await shop.dataSource.transaction((manager) => alkey.invalidate(manager, tag))
    expect(errors).toEqual([expect.objectContaining({ code: 'ALKEY_HANDLER_FAILED' })])
    expect(alkey.isCacheable(await alkey.keyGenerator(tag))).toBe(false)
    handler.increment = increment
    const after = await alkey.keyGenerator(tag)
    expect([alkey.isCacheable(after), after === before]).toEqual([true, false])
    stop()
  })
})
