import type { DataSource } from 'typeorm'
import { Alkey, RedisTokenStore } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { sharedRedis } from '../../support/redis/redis'

// A COMMIT that is sent as a text waits for the record as TypeORM's own does.

/** Its record is acknowledged when the test says so. */
class HeldStore extends RedisTokenStore {
  readonly isSent: Promise<void>
  acknowledge: () => void = () => undefined
  readonly #isHeld: Promise<void>
  #sent: () => void = () => undefined

  constructor() {
    super(sharedRedis())
    this.isSent = new Promise((resolve) => (this.#sent = resolve))
    this.#isHeld = new Promise((resolve) => (this.acknowledge = resolve))
  }

  override async record(...args: Parameters<RedisTokenStore['record']>): Promise<void> {
    await super.record(...args)
    this.#sent()
    await this.#isHeld
  }
}

let dataSource: DataSource

beforeAll(async () => {
  dataSource = await openDataSource(shopEntities)
  await fillShop(dataSource)
})

afterAll(closeAll)

test.each(['COMMIT', '/* now */ commit work', 'COMMIT AND CHAIN'])('%s', async (commit) => {
  const store = new HeldStore()
  const alkey = new Alkey({ store })
  const detach = alkey.attach(dataSource)
  const priceSeenByOthers = async (): Promise<number> =>
    (await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price
  const before = await priceSeenByOthers()
  await withQueryRunner({ dataSource }, async (queryRunner) => {
    await queryRunner.query('BEGIN')
    await queryRunner.manager.query(`UPDATE products SET price = ${before + 1} WHERE id = 1`)
    const committed = queryRunner.query(commit)
    await store.isSent
    expect(await priceSeenByOthers()).toBe(before)
    store.acknowledge()
    await committed
    expect(await priceSeenByOthers()).toBe(before + 1)
    await queryRunner.query('ROLLBACK')
  })
  detach()
  await alkey.close()
  await store.close()
})
