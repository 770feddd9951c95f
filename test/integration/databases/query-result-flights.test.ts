import type { DataSource, EntityManager } from 'typeorm'
import { Alkey } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { closeDataSource, openDataSource } from '../../support/databases/data-source'
import { databaseUnderTest } from '../../support/databases/under-test'
import { Product, shopEntities } from '../../support/entities/shop'
import { sharedRedis } from '../../support/redis/redis'

// Who waits for the query of another waits for its end, and its end may be an error.

let dataSource: DataSource

useAttachedShop((shop) => ({ dataSource } = shop), { cache: {} })

/** The most that a test may take: less than anybody waits for a query whose end was missed. */
const SOON_MS = 5_000

const inSqlite = { sql: "json_extract(:value, '$.a') = product.id", good: '{"a":1}', bad: '{' }

/** Conditions on products that fail for one value of their parameter, and hold for the first product by the other. */
const conditions = {
  postgres: { sql: 'CAST(CAST(:value AS text) AS int) = product.id', good: '1', bad: 'x' },
  mariadb: { sql: "EXTRACTVALUE('<a>1</a>', :value) = product.id", good: '/a', bad: '[[' },
  'better-sqlite3': inSqlite,
  sqljs: inSqlite,
} as const
const { sql, good, bad } = conditions[databaseUnderTest]

const productsBy = (value: string, manager = dataSource.manager): Promise<Product[]> =>
  manager.createQueryBuilder(Product, 'product').where(sql, { value }).cache(true).getMany()

const onOneQueryRunner = async <Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> => {
  const queryRunner = dataSource.createQueryRunner()
  try {
    return await work(queryRunner.manager)
  } finally {
    await queryRunner.release()
  }
}

test(
  'nobody waits for a query that has failed beside one with the same SQL that is being stored',
  async () => {
    const [first, second] = await onOneQueryRunner((manager) =>
      Promise.allSettled([productsBy(good, manager), productsBy(bad, manager)]),
    )
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
    await expect(productsBy(bad)).rejects.toThrow()
    expect(await productsBy(good)).toHaveLength(1)
  },
  SOON_MS,
)

test(
  'nobody waits for a query that has failed on a query runner from before attach',
  async () => {
    const alkey = new Alkey(sharedRedis())
    const cache = { provider: () => alkey.queryResultCache(), duration: 60_000 }
    const older = await openDataSource(shopEntities, { cache })
    const queryRunner = older.createQueryRunner()
    await queryRunner.manager.insert(Product, { name: 'tea' })
    alkey.attach(older)
    await expect(productsBy(bad, queryRunner.manager)).rejects.toThrow()
    await expect(productsBy(bad, older.manager)).rejects.toThrow()
    await queryRunner.release()
    await closeDataSource(older)
    await alkey.close()
  },
  SOON_MS,
)
