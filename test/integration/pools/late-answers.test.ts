import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { databaseUnderTest, typeormUnderTest } from '../../support/databases/under-test'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { remembering } from '../../support/values/value-readers'
import { priceIn, priceParts, reprice } from '../../support/values/vetoes'
import { Gate } from '../../support/waiting/gate'
import { heard } from '../../support/watching/heard-events'

// Other subscribers may keep an answer from the load that has asked until its transaction is over.

/** TypeORM 0.3 does not keep callers of mysql2 waiting for the hooks after a statement. */
const isKept = databaseUnderTest !== 'mariadb' || typeormUnderTest === '1'

let shop: Attached
useAttachedShop((attached) => (shop = attached))

test('a read is judged by the transaction that it was sent in', async () => {
  const { alkey, dataSource } = shop
  const notStored = heard(alkey, 'notStored')
  const read = remembering(alkey)
  await withQueryRunner(shop, async (queryRunner) => {
    await queryRunner.startTransaction('REPEATABLE READ')
    await priceIn(queryRunner.manager)
    await reprice(dataSource, 100)
    const gate = new Gate()
    dataSource.subscribers.push(gate)
    const old = read(priceParts, () => priceIn(queryRunner.manager))
    await gate.isReached
    await queryRunner.commitTransaction()
    gate.open()
    expect(await old).toBe(0)
    dataSource.subscribers.pop()
  })
  expect(notStored.map(({ reason }) => reason)).toEqual([isKept ? 'open-transaction' : 'isolation'])
  expect(await read(priceParts, () => priceIn(dataSource.manager))).toBe(100)
})
