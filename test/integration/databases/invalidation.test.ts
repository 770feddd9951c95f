import type { DataSource } from 'typeorm'
import { Alkey, GLOBAL, type KeyPart, literal, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { openDataSource } from '../../support/databases/data-source'
import { isPooled } from '../../support/databases/under-test'
import { Order, OrderLine, Product, shopEntities } from '../../support/entities/shop'
import { fillShop, shopParts } from '../../support/entities/shop-rows'
import { sharedRedis } from '../../support/redis/redis'
import { changedBy, keysOf } from '../../support/watching/key-watch'

let dataSource: DataSource
let alkey: Alkey

useAttached(shopEntities, (attached) => ({ dataSource, alkey } = attached), {
  once: fillShop,
})

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, shopParts, work)

const allOrders = ['anything', 'order 1', 'order 2', 'order 3', 'orders']

describe('invalidate', () => {
  test.each<[string, () => readonly KeyPart[] | Promise<readonly KeyPart[]>, string[]]>([
    ['a ref', () => [ref(Order, 1)], ['anything', 'order 1', 'orders']],
    [
      'an instance',
      async () => [await dataSource.manager.findOneByOrFail(Order, { id: 1 })],
      ['anything', 'order 1', 'orders'],
    ],
    ["a row's identifier", () => ['alkey:order_lines#1,1'], ['anything', 'line 1,1', 'lines']],
    ['a ref with a composite key', () => [ref(OrderLine, { orderId: 2, line: 1 })], ['anything', 'line 2,1', 'lines']],
    ['a class, with every row of it', () => [Order], allOrders],
    ["a table's identifier", () => ['alkey:orders#*'], allOrders],
    ["a table's bulk identifier", () => ['alkey:orders#~'], allOrders],
    ['an instance without id, which stands for its table', () => [dataSource.manager.create(Order)], allOrders],
    ['GLOBAL alone', () => [GLOBAL], ['anything']],
    [
      'several parts',
      () => [ref(Order, 1), [ref(Product, 2)]],
      ['anything', 'order 1', 'orders', 'product 2', 'products'],
    ],
  ])('%s', async (_, parts, changes) => {
    const given = await parts()
    expect(await changed(() => alkey.invalidate(...given))).toEqual(changes)
  })

  test.each<[string, KeyPart]>([
    ['a literal', literal('alkey:orders#1')],
    ['a plain value', 5],
    ['plain text', 'orders'],
    ['an object without dependencies', { page: 1 }],
  ])('refuses what is no dependency, and bumps nothing: %s', async (_, part) => {
    const changes = await changed(() =>
      expect(alkey.invalidate(ref(Order, 1), part)).rejects.toMatchObject({ code: 'ALKEY_INVALID_PART' }),
    )
    expect(changes).toEqual([])
  })

  test('refuses to do nothing', async () => {
    await expect(alkey.invalidate()).rejects.toMatchObject({ code: 'ALKEY_INVALID_PART' })
  })
})

describe("invalidate with a transaction's manager", () => {
  test('bumps after the commit', async () => {
    const before = await keysOf(alkey, shopParts)
    const changes = await changed(() =>
      dataSource.transaction(async (manager) => {
        await alkey.invalidate(manager, Order)
        if (isPooled) expect(await keysOf(alkey, shopParts)).toEqual(before)
      }),
    )
    expect(changes).toEqual(allOrders)
  })

  test('is dropped on rollback, and with a savepoint that is rolled back', async () => {
    const changes = await changed(() =>
      dataSource.transaction(async (outer) => {
        await alkey.invalidate(outer, ref(Product, 1))
        await outer
          .transaction(async (inner) => {
            await alkey.invalidate(inner, Order)
            throw new Error('on purpose')
          })
          .catch(() => undefined)
      }),
    )
    // On a connection that all flows share, others may have read what was taken back.
    const rolledBack = isPooled ? [] : allOrders
    expect(changes).toEqual([...new Set(['anything', 'product 1', 'products', ...rolledBack])].sort())
    const none = await changed(() =>
      dataSource
        .transaction(async (manager) => {
          await alkey.invalidate(manager, Order)
          throw new Error('on purpose')
        })
        .catch(() => undefined),
    )
    expect(none).toEqual(rolledBack)
  })

  test('bumps at once where there is no transaction', async () => {
    expect(await changed(() => alkey.invalidate(dataSource.manager, Order))).toEqual(allOrders)
    const queryRunner = dataSource.createQueryRunner()
    expect(await changed(() => alkey.invalidate(queryRunner.manager, Order))).toEqual(allOrders)
    await queryRunner.release()
  })

  test('refuses a DataSource whose commits it does not see', async () => {
    const foreign = await openDataSource(shopEntities)
    await foreign.transaction(async (manager) => {
      await expect(alkey.invalidate(manager, Order)).rejects.toMatchObject({ code: 'ALKEY_NOT_ATTACHED' })
    })
  })
})

test('flush makes every key miss, those without dependencies included', async () => {
  const before = [await alkey.keyGenerator('text'), ...Object.values(await keysOf(alkey, shopParts))]
  await alkey.flush()
  const after = [await alkey.keyGenerator('text'), ...Object.values(await keysOf(alkey, shopParts))]
  for (const [i, key] of after.entries()) expect(key).not.toBe(before[i])
})

test('another namespace keeps its keys', async () => {
  const other = new Alkey(sharedRedis())
  other.attach(dataSource)
  const parts = { 'order 1': ref(Order, 1) }
  expect(await changedBy(other, parts, () => alkey.flush())).toEqual([])
  expect(await changedBy(other, parts, () => alkey.invalidate(Order))).toEqual([])
  await other.close()
})
