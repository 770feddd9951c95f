import type { DataSource } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { Product } from '../../support/entities/shop'
import { changedBy } from '../../support/watching/key-watch'

// A COMMIT that MariaDB refuses to read, or is interrupted in, leaves the transaction open.

let dataSource: DataSource
let alkey: Alkey
useAttachedShop((shop) => ({ dataSource, alkey } = shop))

test.each([
  ['COMMIT', ['product 1']],
  ['ROLLBACK', []],
])('its changes wait for the next statement that ends it: %s', async (end, changes) => {
  const changed = await changedBy(alkey, { 'product 1': ref(Product, 1) }, () =>
    withQueryRunner({ dataSource }, async (queryRunner) => {
      await queryRunner.query('BEGIN')
      await queryRunner.manager.update(Product, 1, { price: 100 })
      await expect(queryRunner.query('COMMIT AND CHAIN RELEASE')).rejects.toThrow('syntax')
      await queryRunner.query(end)
    }),
  )
  expect(changed).toEqual(changes)
})
