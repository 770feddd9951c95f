import type { DataSource } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { Product, shopEntities } from '../../support/entities/shop'
import { fillShop } from '../../support/entities/shop-rows'
import { changedBy } from '../../support/watching/key-watch'

let dataSource: DataSource
let alkey: Alkey

useAttached(shopEntities, (attached) => ({ dataSource, alkey } = attached), {
  alkey: { aliases: { cheap_products: 'products' } },
  cache: {},
  once: fillShop,
})

test('the columns of a view by its alias may be other ones than those of the table', async () => {
  await dataSource.query('CREATE VIEW cheap_products AS SELECT id + 1 AS id, name, price FROM products')
  const read = (): Promise<unknown> =>
    dataSource
      .createQueryBuilder()
      .select('p.price', 'price')
      .from('cheap_products', 'p')
      .where('p.id = 2')
      .cache(true)
      .getRawMany()
  await read()
  await dataSource.manager.update(Product, 1, { price: 7 })
  expect(await read()).toEqual([{ price: 7 }])
  await dataSource.query('DROP VIEW cheap_products')
})

test('what the triggers of a view write is seen by its alias, though SQLite counts no rows', async () => {
  await dataSource.query('CREATE VIEW cheap_products AS SELECT * FROM products WHERE price < 10')
  await dataSource.query(`CREATE TRIGGER reprice INSTEAD OF UPDATE ON cheap_products
    BEGIN UPDATE products SET price = NEW.price WHERE id = NEW.id; END`)
  const changes = await changedBy(alkey, { 'product 1': ref(Product, 1) }, () =>
    dataSource.query('UPDATE cheap_products SET price = 5 WHERE id = 1'),
  )
  expect((await dataSource.manager.findOneByOrFail(Product, { id: 1 })).price).toBe(5)
  expect(changes).toEqual(['product 1'])
})
