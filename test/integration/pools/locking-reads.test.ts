import type { EntityManager } from 'typeorm'
import type { AlkeyEvents, NotStoredReason } from '../../../src'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { onDatabases } from '../../support/databases/under-test'
import { Product } from '../../support/entities/shop'
import { type Read, readingByHand, remembering } from '../../support/values/value-readers'
import { priceParts } from '../../support/values/vetoes'
import { heard } from '../../support/watching/heard-events'

// A value that is found locks no row, so what asks for a lock is not stored.

let shop: Attached
useAttachedShop((attached) => (shop = attached))

let notStored: AlkeyEvents['notStored'][]
const reasons = (): NotStoredReason[] => notStored.map(({ reason }) => reason)

beforeEach(() => {
  notStored = heard(shop.alkey, 'notStored')
})

describe('a locking read', () => {
  const locked = (manager: EntityManager): Promise<Product> =>
    manager.findOneOrFail(Product, { where: { id: 1 }, lock: { mode: 'pessimistic_write' } })

  /** Whether somebody who is in a transaction that asked for the lock really has it. */
  async function isLockedAfter(read: Read): Promise<boolean> {
    const readLocked = (manager: EntityManager): Promise<Product> => read(priceParts, () => locked(manager))
    await shop.dataSource.transaction('READ COMMITTED', readLocked)
    return shop.dataSource.transaction('READ COMMITTED', async (manager) => {
      await readLocked(manager)
      const other = shop.dataSource.query('SELECT id FROM products WHERE id = 1 FOR UPDATE NOWAIT')
      return other.then(
        () => false,
        () => true,
      )
    })
  }

  test('by hand, the second one finds the value and has no lock', async () => {
    expect(await isLockedAfter(readingByHand(shop.alkey))).toBe(false)
  })

  test('remember does not store it, so that the second one locks as well', async () => {
    expect(await isLockedAfter(remembering(shop.alkey))).toBe(true)
    expect(reasons()).toEqual(['locked-rows', 'locked-rows'])
  })
})

onDatabases(['mariadb'], () => {
  test('a lock that is asked for under a setting is seen', async () => {
    const sql = 'SET STATEMENT max_statement_time = 10 FOR SELECT price FROM products WHERE id = 1 FOR UPDATE'
    await remembering(shop.alkey)(priceParts, () => shop.dataSource.query(sql))
    expect(reasons()).toEqual(['locked-rows'])
  })
})

onDatabases(['postgres'], () => {
  test.each(['FOR SHARE', 'FOR NO KEY UPDATE', 'for key share'])('%s locks, too', async (lock) => {
    await remembering(shop.alkey)(priceParts, () =>
      shop.dataSource.query(`SELECT price FROM products WHERE id = 1 ${lock}`),
    )
    expect(reasons()).toEqual(['locked-rows'])
  })
})

test.each(['FOR/**/UPDATE', 'FOR -- a comment\n UPDATE'])(
  'a comment between its words hides no lock: %j',
  async (lock) => {
    await remembering(shop.alkey)(priceParts, () =>
      shop.dataSource.query(`SELECT price FROM products WHERE id = 1 ${lock}`),
    )
    expect(reasons()).toEqual(['locked-rows'])
  },
)

onDatabases(['postgres'], () => {
  test.each([
    "SELECT $$'$$, price FROM products WHERE id = 1 FOR/* ' */UPDATE",
    'SELECT 1 # 2, price FROM products WHERE id = 1 FOR/**/UPDATE',
    'SELECT price FROM products WHERE id = 1 FOR /* a /* b */ c */ SHARE',
    'SELECT price FROM products WHERE id = 1 FOR NO/**/KEY/**/UPDATE',
  ])('%s locks', async (sql) => {
    await remembering(shop.alkey)(priceParts, () => shop.dataSource.query(sql))
    expect(reasons()).toEqual(['locked-rows'])
  })
})

onDatabases(['mariadb'], () => {
  test.each([
    'SELECT price FROM products WHERE id = 1 LOCK # IN\n IN SHARE MODE',
    'SELECT 1 --2, price FROM products WHERE id = 1 FOR/**/UPDATE',
    'SELECT price FROM products WHERE id = 1 /*! FOR UPDATE */',
    'SELECT price FROM products WHERE id = 1 FOR /*!40000 UPDATE */',
    `SELECT 'it\\'s', "--", price FROM products WHERE id = 1 FOR UPDATE`,
  ])('%s locks', async (sql) => {
    await remembering(shop.alkey)(priceParts, () => shop.dataSource.query(sql))
    expect(reasons()).toEqual(['locked-rows'])
  })
})

test('words in a text lock nothing', async () => {
  const sql = "SELECT 'FOR UPDATE' AS a, price FROM products WHERE id = 1 /* FOR UPDATE */ AND 'it''s FOR SHARE' <> ''"
  await remembering(shop.alkey)(priceParts, () => shop.dataSource.query(sql))
  expect(reasons()).toEqual([])
})
