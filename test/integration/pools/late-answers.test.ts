import type { DataSource } from 'typeorm'
import { type Alkey, type NotStoredReason, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached-shop'
import { databaseUnderTest, typeormUnderTest } from '../../support/databases/under-test'
import { Product } from '../../support/shop'
import { remembering } from '../../support/value-readers'
import { withQueryRunner } from '../../support/with-query-runner'

// Other subscribers may keep an answer from the load that has asked until its transaction is over.

/** TypeORM 0.3 does not keep callers of mysql2 waiting for the hooks after a statement. */
const isKept = databaseUnderTest !== 'mariadb' || typeormUnderTest === '1'

let dataSource: DataSource
let alkey: Alkey
useAttachedShop((shop) => ({ dataSource, alkey } = shop))

test('a read is judged by the transaction that it was sent in', async () => {
  const reasons: NotStoredReason[] = []
  alkey.on('notStored', ({ reason }) => reasons.push(reason))
  const read = remembering(alkey)
  const price = (manager = dataSource.manager): Promise<number> =>
    manager.findOneByOrFail(Product, { id: 1 }).then((product) => product.price)
  await withQueryRunner({ dataSource }, async (queryRunner) => {
    await queryRunner.startTransaction('REPEATABLE READ')
    await price(queryRunner.manager)
    await dataSource.manager.update(Product, 1, { price: 100 })
    let end = (): void => undefined
    const isOver = new Promise<void>((resolve) => (end = resolve))
    const isHeld = new Promise<void>((resolve) => {
      dataSource.subscribers.push({
        afterQuery: ({ query }) => {
          if (!query.includes('products')) return
          resolve()
          return isOver
        },
      })
    })
    const old = read([ref(Product, 1)], () => price(queryRunner.manager))
    await isHeld
    await queryRunner.commitTransaction()
    end()
    expect(await old).toBe(0)
    dataSource.subscribers.pop()
  })
  expect(reasons).toEqual([isKept ? 'open-transaction' : 'isolation'])
  expect(await read([ref(Product, 1)], () => price())).toBe(100)
})
