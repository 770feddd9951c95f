import type { DataSource } from 'typeorm'
import type { Alkey } from '../../../src'
import { ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { Customer, Order, Product } from '../../support/entities/shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { sentAtOnce } from '../../support/harness/warnings/expected'
import { recordsIn } from '../../support/redis/records'
import { uniqueNamespace } from '../../support/redis/redis'
import { eventually } from '../../support/waiting/eventually'
import { changedBy } from '../../support/watching/key-watch'

expectWarnings(sentAtOnce)

// Statements outside a transaction have a record while they run, and none afterwards, however they end.

let dataSource: DataSource
let alkey: Alkey
const namespace = uniqueNamespace()
const parts = { 'customer 1': ref(Customer, 1), customers: Customer, 'product 1': ref(Product, 1) }

/** Of a row that is there, in the words of each database. */
const refusal = /duplicate|unique/i

useAttachedShop((shop) => ({ dataSource, alkey } = shop), { alkey: { namespace } })

const records = (): Promise<string[][]> => recordsIn(namespace)

afterEach(async () => {
  await eventually(async () => {
    expect(await records()).toEqual([])
  })
})

if (awaitsHooks) {
  test('a record names what a statement may change, and is there before it is sent', async () => {
    const seen: string[][][] = []
    dataSource.subscribers.push({
      beforeQuery: async ({ query }) => {
        if (!query.startsWith('UPDATE')) return
        await eventually(async () => (await records()).length === 1)
        seen.push(await records())
      },
    })
    await dataSource.manager.update(Order, 1, { note: 'changed' })
    dataSource.subscribers.pop()
    expect(seen).toEqual([[['alkey:customers#~', 'alkey:orders#*', 'alkey:orders#1']]])
  })
}

test('a statement that the server refuses changes nothing', async () => {
  const duplicate = { email: 'ann@example.org' }
  const changes = await changedBy(alkey, parts, () =>
    expect(dataSource.manager.insert(Customer, duplicate)).rejects.toThrow(refusal),
  )
  expect(changes).toEqual([])
})

test('several statements without a transaction, of which a later one is refused, change what they may have written', async () => {
  const changes = await changedBy(alkey, parts, () =>
    expect(
      dataSource.manager.save(
        [
          dataSource.manager.create(Product, { id: 1, name: 'tea', price: 9 }),
          dataSource.manager.create(Customer, { id: 1, email: 'bob@example.org' }),
        ],
        { transaction: false },
      ),
    ).rejects.toThrow(refusal),
  )
  const { price } = await dataSource.manager.findOneByOrFail(Product, { id: 1 })
  if (price === 9) expect(changes).toContain('product 1')
})

test('a statement that another subscriber keeps from being sent leaves no record', async () => {
  dataSource.subscribers.push({
    beforeQuery: ({ query }) => {
      if (query.startsWith('UPDATE')) throw new Error('on purpose')
    },
  })
  const yes = dataSource.driver.createParameter('yes', 0)
  // Not every driver takes booleans, and TypeORM replaces them before some hooks.
  await expect(dataSource.query(`UPDATE products SET price = 1 WHERE id = 1 AND ${yes}`, [true])).rejects.toThrow(
    'on purpose',
  )
  dataSource.subscribers.pop()
})

test('statements side by side on one query runner leave no record', async () => {
  const queryRunner = dataSource.createQueryRunner()
  await Promise.all(
    Array.from({ length: 10 }, (_, i) => queryRunner.manager.update(Product, 1 + (i % 2), { price: i })),
  )
  expect(await records()).toEqual([])
  await queryRunner.release()
})
