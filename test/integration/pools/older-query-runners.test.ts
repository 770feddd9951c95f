import type { DataSource, QueryRunner } from 'typeorm'
import { Alkey, type NotStoredReason, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { sharedRedis } from '../../support/redis/redis'

// What was begun on a query runner before the subscriber was there.

let dataSource: DataSource
let alkey: Alkey
let older: QueryRunner
let reasons: NotStoredReason[]

beforeEach(async () => {
  dataSource = await openDataSource(shopEntities)
  await fillShop(dataSource)
  older = dataSource.createQueryRunner()
  alkey = new Alkey(sharedRedis())
  reasons = []
  alkey.on('notStored', ({ reason }) => reasons.push(reason))
})

afterEach(async () => {
  await older.release()
  await closeAll()
  await alkey.close()
})

const price = (manager = dataSource.manager): Promise<number> =>
  alkey.remember([ref(Product, 1), 'price'], async () => (await manager.findOneByOrFail(Product, { id: 1 })).price)

test.each(['its first statement', 'a later one'])(
  'an old snapshot that a load reads by %s is not stored',
  async (which) => {
    await older.startTransaction('REPEATABLE READ')
    await older.query('SELECT 1 FROM products')
    alkey.attach(dataSource)
    if (which !== 'its first statement') await older.query('SELECT 1 FROM products')
    await dataSource.manager.update(Product, 1, { price: 100 })
    expect(await price(older.manager)).toBe(0)
    expect(await price()).toBe(100)
    expect(reasons).toEqual(['open-transaction'])
    await older.commitTransaction()
  },
)
