import type { DataSource, EntitySubscriberInterface } from 'typeorm'
import { Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { reprice } from '../../support/entities/prices'
import { Customer, Order, Product } from '../../support/entities/shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { sentAtOnce, unattached } from '../../support/harness/warnings/expected'
import { sharedRedis } from '../../support/redis/redis'
import { changedBy } from '../../support/watching/key-watch'

expectWarnings(sentAtOnce, unattached)

// Several flows at once on one query runner, and hooks that write: whatever is in the database afterwards has new keys.

let dataSource: DataSource
let alkey: Alkey
const parts = { 'product 1': ref(Product, 1), 'product 2': ref(Product, 2), 'customer 1': ref(Customer, 1) }

useAttachedShop((shop) => ({ dataSource, alkey } = shop))

const others: EntitySubscriberInterface[] = []

afterEach(() => {
  for (const other of others.splice(0)) dataSource.subscribers.splice(dataSource.subscribers.indexOf(other), 1)
})

function join(other: EntitySubscriberInterface): void {
  dataSource.subscribers.push(other)
  others.push(other)
}

const changed = (work: () => Promise<unknown>): Promise<string[]> => changedBy(alkey, parts, work)
const swallow = (): undefined => undefined

test('a savepoint that is rolled back takes nothing along that another flow wrote before it', async () => {
  let opened: () => void = swallow
  const isOpened = new Promise<void>((resolve) => (opened = resolve))
  join({
    // The row is written; its hooks run only when the other flow has opened its savepoint.
    afterQuery: async ({ query }) => {
      if (/^UPDATE .products/.test(query)) await isOpened
    },
    afterTransactionStart: ({ queryRunner }) => {
      if ((queryRunner as unknown as { transactionDepth: number }).transactionDepth > 1) opened()
    },
  })
  const changes = await changed(() =>
    dataSource.transaction(async (outer) => {
      const written = outer.save(Product, { id: 1, price: 101 }, { transaction: false })
      const rolledBack = outer.transaction(() => Promise.reject(new Error('on purpose'))).catch(swallow)
      await Promise.all([written, rolledBack])
    }),
  )
  const { price } = await dataSource.manager.findOneByOrFail(Product, { id: 1 })
  if (price === 101) expect(changes).toContain('product 1')
})

test('what a hook writes before a transaction has begun is not undone by its rollback', async () => {
  let isArmed = true
  join({
    beforeTransactionStart: async ({ manager }) => {
      if (!isArmed) return
      isArmed = false
      await manager.update(Product, 1, { price: 100 })
    },
  })
  const changes = await changed(() =>
    dataSource.transaction(() => Promise.reject(new Error('on purpose'))).catch(swallow),
  )
  expect((await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price).toBe(100)
  expect(changes).toContain('product 1')
})

test('a statement sent just before a transaction begins on the same query runner keeps its change', async () => {
  const queryRunner = dataSource.createQueryRunner()
  const changes = await changed(async () => {
    const statement = queryRunner.manager.update(Product, 1, { price: 100 })
    const transaction = queryRunner.startTransaction().then(() => queryRunner.rollbackTransaction())
    await Promise.all([statement, transaction])
  })
  await queryRunner.release()
  const { price } = await dataSource.manager.findOneByOrFail(Product, { id: 1 })
  if (price === 100) expect(changes).toContain('product 1')
})

test("a row's old parents are bumped after its own statement, not after somebody else's", async () => {
  const queryRunner = dataSource.createQueryRunner()
  const order = await dataSource.manager.findOneByOrFail(Order, { id: 1 })
  let atDelete = ''
  join({
    beforeQuery: async ({ query }) => {
      if (/^DELETE FROM .orders/.test(query)) atDelete = await alkey.keyGenerator(ref(Customer, 1))
    },
  })
  await dataSource.query('DELETE FROM order_lines')
  await Promise.all([
    queryRunner.manager.remove(order, { transaction: false }),
    ...Array.from({ length: 5 }, (_, i) => queryRunner.manager.insert(Product, { name: `product ${i}` })),
  ])
  expect(atDelete).not.toBe('')
  expect(await alkey.keyGenerator(ref(Customer, 1))).not.toBe(atDelete)
  await queryRunner.release()
})

test('two Alkeys both see a query runner that is released with its transaction open', async () => {
  const second = new Alkey(sharedRedis())
  const detach = second.attach(dataSource)
  const leave = async (): Promise<void> => {
    const queryRunner = dataSource.createQueryRunner()
    await queryRunner.startTransaction()
    await reprice(queryRunner.manager, 1)
    await queryRunner.release()
  }
  let firstChanges: string[] = []
  const secondChanges = await changedBy(second, parts, async () => {
    firstChanges = await changed(leave)
  })
  expect([firstChanges, secondChanges]).toEqual([['product 1'], ['product 1']])
  detach()
  await second.close()
  // Ends the transaction on whichever connection of the pool has it.
  await dataSource.destroy()
  await dataSource.initialize()
  alkey.attach(dataSource)
})

test('a subscriber detached in the middle of a transaction has bumped what it knew of it', async () => {
  const own = new Alkey(sharedRedis())
  const detach = own.attach(dataSource)
  const watched = { 'product 1': 'alkey:products#1' }
  const queryRunner = dataSource.createQueryRunner()
  await queryRunner.startTransaction()
  await reprice(queryRunner.manager, 1)
  const bumped = new Promise((resolve) => own.on('bumped', resolve))
  const changes = await changedBy(own, watched, async () => {
    detach()
    await bumped
  })
  expect(changes).toEqual(['product 1'])
  await queryRunner.commitTransaction()
  await queryRunner.release()
  await own.close()
})
