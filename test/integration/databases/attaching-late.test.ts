import type { DataSource, QueryRunner } from 'typeorm'
import { Alkey, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { databaseUnderTest, isPooled } from '../../support/databases/under-test'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import { eventually } from '../../support/waiting/eventually'
import { keysOf } from '../../support/watching/key-watch'

expectWarnings(unattached)

// Transactions that were open, and may have written, when the subscriber came.

let dataSource: DataSource
let alkey: Alkey
/** As another process sees it. */
let other: Alkey
let queryRunner: QueryRunner

beforeEach(async () => {
  // One connection, so that whoever comes next gets the one that was left open.
  const extra = databaseUnderTest === 'mariadb' ? { connectionLimit: 1 } : { max: 1 }
  dataSource = await openDataSource(shopEntities, isPooled ? { extra } : {})
  await fillShop(dataSource)
  const options = sharedRedis(uniqueNamespace())
  ;[alkey, other] = [new Alkey(options), new Alkey(options)]
  queryRunner = dataSource.createQueryRunner()
})

afterEach(async () => {
  await closeAll()
  await Promise.all([alkey.close(), other.close()])
})

const parts: Record<string, string> = { 'product 1': 'alkey:products#1', 'product 2': 'alkey:products#2' }
/** TypeORM 0.3 doesn't keep the callers of an older query runner waiting for what its first statement has changed. */
async function expectChanges(work: () => Promise<unknown>, expected: string[]): Promise<void> {
  const before = await keysOf(other, parts)
  await work()
  await eventually(async () => {
    const after = await keysOf(other, parts)
    expect(Object.keys(parts).filter((name) => after[name] !== before[name])).toEqual(expected)
  })
}
const reprice = (id: number): Promise<unknown> => queryRunner.manager.update(Product, id, { price: 100 + id })

const beginnings: [name: string, begin: () => Promise<unknown>, commit: () => Promise<unknown>][] = [
  ['by TypeORM', () => queryRunner.startTransaction(), () => queryRunner.commitTransaction()],
  ['by a text', () => queryRunner.query('BEGIN'), () => queryRunner.query('COMMIT')],
]

describe.each(beginnings)('a transaction begun %s', (_, begin, commit) => {
  test('changes everything when it commits, since nobody knows what it has written', async () => {
    await begin()
    await reprice(1)
    alkey.attach(dataSource)
    await expectChanges(commit, ['product 1', 'product 2'])
  })

  test('changes everything when it has written something more', async () => {
    await begin()
    await reprice(1)
    alkey.attach(dataSource)
    await reprice(2)
    await expectChanges(commit, ['product 1', 'product 2'])
  })

  test('that begins after attaching changes no more than it has written', async () => {
    alkey.attach(dataSource)
    const work = async (): Promise<void> => {
      await begin()
      await reprice(1)
      await commit()
    }
    await expectChanges(work, ['product 1'])
  })

  test('that has ended before attaching leaves the next one as it is', async () => {
    await begin()
    await reprice(1)
    await commit()
    alkey.attach(dataSource)
    await expectChanges(() => reprice(2), ['product 2'])
  })
})

test('nothing is cacheable within it', async () => {
  await queryRunner.startTransaction()
  await reprice(1)
  alkey.attach(dataSource)
  const isCacheable = async (): Promise<boolean> =>
    alkey.isCacheable(await alkey.keyGenerator.within(queryRunner.manager)(ref(Product, 2)))
  expect(await isCacheable()).toBe(false)
  await reprice(1)
  expect(await isCacheable()).toBe(false)
  await queryRunner.commitTransaction()
  expect(await isCacheable()).toBe(true)
})

if (isPooled) {
  test('one that is rolled back changes nothing', async () => {
    await queryRunner.startTransaction()
    await reprice(1)
    alkey.attach(dataSource)
    await reprice(2)
    await expectChanges(() => queryRunner.rollbackTransaction(), [])
  })

  test.each([
    ['COMMIT', () => dataSource.query('COMMIT')],
    [
      'a statement and a COMMIT',
      () => dataSource.manager.update(Product, 2, { price: 5 }).then(() => dataSource.query('COMMIT')),
    ],
  ])('one that was left open on its connection changes everything with the next %s there', async (_, work) => {
    await queryRunner.startTransaction()
    await reprice(1)
    await queryRunner.release()
    alkey.attach(dataSource)
    await expectChanges(work, ['product 1', 'product 2'])
  })
}
