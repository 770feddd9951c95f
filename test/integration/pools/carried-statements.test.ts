import {
  IsolationLevel,
  StorageDriver,
  addTransactionalDataSource,
  deleteDataSourceByName,
  initializeTransactionalContext,
  runInTransaction,
} from 'typeorm-transactional'
import { Alkey } from '../../../src'
import { closeDataSource, openDataSource } from '../../support/databases/data-source'
import { Product, shopEntities } from '../../support/entities/shop'
import { sharedRedis } from '../../support/redis/redis'
import { Statements, isOurs } from '../../support/watching/sent-statements'

const isolationLevel = IsolationLevel.READ_COMMITTED

beforeAll(() => void initializeTransactionalContext({ storageDriver: StorageDriver.AUTO }))

test('in carried transactions the application sends the same statements with the library as without it', async () => {
  const sentBy = async (isAttached: boolean): Promise<string[]> => {
    const statements = new Statements()
    const dataSource = await openDataSource(shopEntities, { logging: true, logger: statements })
    addTransactionalDataSource({ name: 'logged', dataSource })
    const products = dataSource.getRepository(Product)
    await products.insert([1, 2].map((id) => ({ id, name: 'tea' })))
    const alkey = isAttached ? new Alkey({ ...sharedRedis(), manager: () => dataSource.manager }) : undefined
    alkey?.attach(dataSource)
    const read = (id: number): Promise<Product> => {
      const load = (): Promise<Product> => products.findOneByOrFail({ id })
      return alkey ? alkey.computed(['product', id], load) : load()
    }
    statements.sent.length = 0
    const inTransaction = (work: () => Promise<unknown>): Promise<unknown> =>
      runInTransaction(work, { connectionName: 'logged', isolationLevel })
    await inTransaction(async () => {
      await read(2)
      await products.update(1, { price: 5 })
      await read(1)
      await inTransaction(() => read(1))
    })
    await closeDataSource(dataSource)
    deleteDataSourceByName('logged')
    await alkey?.close()
    return statements.sent.filter((query) => !isOurs(query))
  }
  const without = await sentBy(false)
  expect(without.length).toBeGreaterThan(5)
  expect(await sentBy(true)).toEqual(without)
})
