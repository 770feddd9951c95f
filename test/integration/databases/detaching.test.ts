import type { DataSource, QueryRunner } from 'typeorm'
import { Alkey, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { isPooled } from '../../support/databases/under-test'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { forgetRecords, recordsIn } from '../../support/redis/records'
import { sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import { eventually } from '../../support/waiting/eventually'
import { changedBy, keysOf } from '../../support/watching/key-watch'

expectWarnings(unattached)

// Detaching in the middle of a transaction, and attaching again.

let dataSource: DataSource
let alkey: Alkey
let queryRunner: QueryRunner
const namespace = uniqueNamespace()
const second = { 'product 2': ref(Product, 2) }

beforeAll(async () => {
  dataSource = await openDataSource(shopEntities)
  alkey = new Alkey(sharedRedis(namespace))
})

afterAll(async () => {
  await closeAll()
  await alkey.close()
})

beforeEach(async () => {
  alkey.attach(dataSource)
  await fillShop(dataSource)
  queryRunner = dataSource.createQueryRunner()
  await queryRunner.startTransaction()
  await reprice(1)
})

afterEach(async () => {
  await queryRunner.release()
  // The end of the first half stays unknown, so its record stays.
  expect((await recordsIn(namespace)).length).toBeGreaterThan(0)
  await forgetRecords(namespace)
})

const detach = (): void => {
  alkey.attach(dataSource)()
}
const reprice = (id: number): Promise<unknown> => queryRunner.manager.update(Product, id, { price: 100 + id })

test('what the transaction has changed so far changes, since its end will not be seen', async () => {
  const key = (): Promise<string> => alkey.token('alkey:products#1')
  const before = isPooled ? await key() : undefined
  detach()
  await eventually(async () => (await key()) !== before)
  await queryRunner.commitTransaction()
})

test('what is written after attaching again changes at the commit', async () => {
  detach()
  alkey.attach(dataSource)
  const before = await keysOf(alkey, second)
  const changes = await changedBy(alkey, second, async () => {
    await reprice(2)
    // Where others see the row already, its key is uncacheable.
    if (isPooled) expect(await keysOf(alkey, second)).toEqual(before)
    await queryRunner.commitTransaction()
  })
  expect(changes).toEqual(['product 2'])
})

describe('a commit while detached', () => {
  beforeEach(async () => {
    detach()
    await queryRunner.commitTransaction()
    alkey.attach(dataSource)
  })

  test('leaves later statements of the query runner outside a transaction', async () => {
    expect(await changedBy(alkey, second, () => reprice(2))).toEqual(['product 2'])
  })

  test('leaves the next transaction one of its own', async () => {
    await queryRunner.startTransaction()
    const before = await keysOf(alkey, second)
    await reprice(2)
    if (isPooled) expect(await keysOf(alkey, second)).toEqual(before)
    await queryRunner.commitTransaction()
    expect(await keysOf(alkey, second)).not.toEqual(before)
  })
})
