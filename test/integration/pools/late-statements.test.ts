import type { DataSource } from 'typeorm'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Order } from '../../support/entities/shop'

// TypeORM writes several rows at once on some drivers. When one of them is refused it rolls back, while our hook still
// holds the others to read whom their rows belong to.

let dataSource: DataSource
useAttachedShop((shop) => ({ dataSource } = shop))

const NOBODY = 999

test('what waits in a hook when a transaction is rolled back is rolled back with it', async () => {
  const ids = Array.from({ length: 10 }, (_, i) => 100 + i)
  await dataSource.manager.insert(
    Order,
    ids.map((id) => ({ id, note: 'old' })),
  )
  const queryRunner = dataSource.createQueryRunner()
  await queryRunner.startTransaction()
  const [first, ...others] = ids.map((id) => ({ id, note: 'new' }))
  const save = queryRunner.manager.save(Order, [{ ...first, customer: { id: NOBODY } }, ...others], {
    listeners: false,
    transaction: false,
  })
  await expect(save).rejects.toThrow(/foreign key/)
  await queryRunner.rollbackTransaction()
  // On one connection what was sent late comes before this.
  for (let i = 0; i < 4 * ids.length; i++) await queryRunner.query('SELECT 1')
  await queryRunner.release()
  expect(await dataSource.manager.countBy(Order, { note: 'new' })).toBe(0)
})
