import { Alkey, MemoryTokenStore } from '../../../src'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { Product } from '../../support/entities/shop'

// Two that are attached to one DataSource learn of its sessions together, and each must know it all.

let shop: Attached
useAttachedShop((attached) => (shop = attached))

test('the level that was set for the next transaction is that of the transaction for both', async () => {
  const second = new Alkey({ store: new MemoryTokenStore() })
  second.attach(shop.dataSource)
  await withQueryRunner(shop, async (queryRunner) => {
    await queryRunner.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
    await queryRunner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    const reasons = async (): Promise<unknown[]> => {
      await queryRunner.startTransaction()
      const explained = [shop.alkey, second].map((alkey) =>
        alkey.keyGenerator.within(queryRunner.manager).explain(Product),
      )
      const answers = await Promise.all(explained)
      await queryRunner.commitTransaction()
      return answers.map(({ cacheable, reason }) => (cacheable ? 'cacheable' : reason))
    }
    expect(await reasons()).toEqual(['isolation', 'isolation'])
    expect(await reasons()).toEqual(['cacheable', 'cacheable'])
    await queryRunner.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  })
  await second.close()
})
