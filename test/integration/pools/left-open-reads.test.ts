import type { DataSource } from 'typeorm'
import { type Alkey, type NotStoredReason, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'

// A query runner that is released with an open transaction gives its connection back with the transaction on it. Whoever
// gets it next reads in there.

let dataSource: DataSource
let alkey: Alkey
const reasons: NotStoredReason[] = []

useAttachedShop((attached) => ({ dataSource, alkey } = attached), {
  dataSource: { poolSize: 1 },
  cache: {},
  once: () => alkey.on('notStored', ({ reason }) => reasons.push(reason)),
})

beforeEach(() => {
  reasons.length = 0
})

afterEach(() => dataSource.query('ROLLBACK'))

const price = (cache = false): Promise<number> =>
  dataSource.manager.findOneOrFail(Product, { where: { id: 1 }, cache }).then((product) => product.price)
const remembered = (): Promise<number> => alkey.remember([ref(Product, 1)], () => price())

async function leaveOpen(...statements: readonly string[]): Promise<void> {
  const queryRunner = dataSource.createQueryRunner()
  for (const statement of statements) await queryRunner.query(statement)
  await queryRunner.release()
}

test.each([
  ['what it has written', 'UPDATE products SET price = 100 WHERE id = 1', 100],
  ['its snapshot', 'SELECT price FROM products', 0],
])('%s is not stored', async (_, statement, read) => {
  await leaveOpen('BEGIN', statement)
  expect(await remembered()).toBe(read)
  expect(await price(true)).toBe(read)
  expect(reasons).toEqual(['open-transaction', 'open-transaction'])
  await dataSource.query('ROLLBACK')
  expect(await remembered()).toBe(0)
  expect(await price(true)).toBe(0)
})
