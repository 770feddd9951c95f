import type { DataSource, EntityManager, QueryRunner } from 'typeorm'
import type { IsolationLevel } from 'typeorm/driver/types/IsolationLevel.js'
import { type Alkey, type NotStoredReason, ref } from '../../../src'
import { useAttachedShop } from '../../support/attached-shop'
import { databaseUnderTest, onDatabases } from '../../support/databases/under-test'
import { Product } from '../../support/shop'
import { type Read, readingByHand, remembering } from '../../support/value-readers'
import { withQueryRunner } from '../../support/with-query-runner'

// What must not be stored. Each case is shown twice: what happens when it is stored by hand, and that `remember` does not.

let dataSource: DataSource
let alkey: Alkey
let reasons: NotStoredReason[]

useAttachedShop((shop) => ({ dataSource, alkey } = shop))

beforeAll(() => {
  alkey.on('notStored', ({ reason }) => reasons.push(reason))
})

beforeEach(() => {
  reasons = []
})

const parts = [ref(Product, 1), 'price']
const priceIn = async (manager: EntityManager): Promise<number> =>
  (await manager.findOneByOrFail(Product, { id: 1 })).price
const reprice = (price: number, manager = dataSource.manager): Promise<unknown> => manager.update(Product, 1, { price })
const isMariaDb = databaseUnderTest === 'mariadb'

async function rolledBack(work: (manager: EntityManager) => Promise<unknown>): Promise<void> {
  const onPurpose = new Error('on purpose')
  const transaction = dataSource.transaction(async (manager) => {
    await work(manager)
    throw onPurpose
  })
  await expect(transaction).rejects.toBe(onPurpose)
}

/** Reads in an old snapshot, after somebody else has written. */
async function readInSnapshot(
  read: Read,
  level: IsolationLevel | undefined,
  prepare?: (queryRunner: QueryRunner) => Promise<unknown>,
): Promise<void> {
  await withQueryRunner({ dataSource }, async (queryRunner) => {
    await prepare?.(queryRunner)
    await queryRunner.startTransaction(level)
    await queryRunner.query('SELECT 1 FROM products')
    await reprice(100)
    await read(parts, () => priceIn(queryRunner.manager))
    await queryRunner.commitTransaction()
    const reset = isMariaDb
      ? 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ'
      : 'RESET default_transaction_isolation'
    await queryRunner.query(reset)
  })
}

/** The same in a transaction that statements begin and end. */
async function readByHand(read: Read, statements: readonly string[]): Promise<void> {
  await withQueryRunner({ dataSource }, async (queryRunner) => {
    for (const statement of statements) await queryRunner.query(statement)
    await priceIn(queryRunner.manager)
    await reprice(100)
    await read(parts, () => priceIn(queryRunner.manager))
    await queryRunner.query('COMMIT')
    await queryRunner.query('SET autocommit = 1')
    await queryRunner.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  })
}

interface Case {
  readonly reason: NotStoredReason
  /** What is wrong to be read afterwards. */
  readonly wrong: number
  /** What the database has afterwards. */
  readonly right: number
  readonly fill: (read: Read) => Promise<void>
}

/** A read of what was there before somebody else has written. */
function oldState(fill: Case['fill']): Case {
  return { reason: 'isolation', wrong: 0, right: 100, fill }
}

const cases: Record<string, Case> = {
  'what the transaction around has written': {
    reason: 'open-transaction',
    wrong: 100,
    right: 0,
    fill: (read) =>
      rolledBack(async (manager) => {
        await reprice(100, manager)
        await read(parts, () => priceIn(manager))
      }),
  },
  'what it has written by SQL': {
    reason: 'open-transaction',
    wrong: 100,
    right: 0,
    fill: (read) =>
      rolledBack(async (manager) => {
        await manager.query('UPDATE products SET price = 100 WHERE id = 1')
        await read(parts, () => priceIn(manager))
      }),
  },
  'what the transaction has written elsewhere': {
    reason: 'open-transaction',
    wrong: 0,
    right: 0,
    fill: (read) =>
      rolledBack(async (manager) => {
        await manager.update(Product, 2, { price: 100 })
        await read(parts, () => priceIn(manager))
      }),
  },
  'what the load itself has written': {
    reason: 'wrote',
    wrong: 100,
    right: 0,
    fill: async (read) => {
      await read(parts, async () => {
        let price = 0
        await rolledBack(async (manager) => {
          await reprice(100, manager)
          price = await priceIn(manager)
        })
        return price
      })
    },
  },
  'a snapshot by REPEATABLE READ': oldState((read) => readInSnapshot(read, 'REPEATABLE READ')),
  ...(isMariaDb
    ? {
        'a snapshot by the default of the server': oldState((read) => readInSnapshot(read, undefined)),
        'what others have not committed, by READ UNCOMMITTED': {
          reason: 'isolation',
          wrong: 100,
          right: 0,
          fill: (read) =>
            rolledBack(async (manager) => {
              await reprice(100, manager)
              await dataSource.transaction('READ UNCOMMITTED', (other) => read(parts, () => priceIn(other)))
            }),
        } satisfies Case,
        'the same without a transaction': {
          reason: 'isolation',
          wrong: 100,
          right: 0,
          fill: (read) =>
            withQueryRunner({ dataSource }, async (other) => {
              await other.query('SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED')
              await rolledBack(async (manager) => {
                await reprice(100, manager)
                await read(parts, () => priceIn(other.manager))
              })
              await other.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ')
            }),
        } satisfies Case,
        'a snapshot after a level that a statement has used up': oldState((read) =>
          readInSnapshot(read, undefined, async (queryRunner) => {
            await queryRunner.query('SET TRANSACTION ISOLATION LEVEL READ COMMITTED')
            await queryRunner.query('SELECT 1 FROM products')
          }),
        ),
        'a snapshot of a level that outlived a statement': oldState((read) =>
          readInSnapshot(read, undefined, async (queryRunner) => {
            await queryRunner.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
            await queryRunner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
            await queryRunner.query('SET NAMES utf8mb4')
          }),
        ),
        'a snapshot that began behind a comment': oldState((read) =>
          readByHand(read, [
            'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
            'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
            '/* of the application */ BEGIN',
          ]),
        ),
        'a snapshot from before a level that is for later transactions': oldState((read) =>
          readByHand(read, [
            'BEGIN',
            'SELECT 1 FROM products',
            'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
          ]),
        ),
        'a snapshot of a transaction that began without a word': oldState((read) =>
          readByHand(read, ['SET autocommit = 0']),
        ),
        'what the transaction has written, read under a setting': {
          reason: 'open-transaction',
          wrong: 100,
          right: 0,
          fill: (read) =>
            rolledBack(async (manager) => {
              await reprice(100, manager)
              const sql = 'SET STATEMENT max_statement_time = 10 FOR SELECT price FROM products WHERE id = 1'
              await read(parts, async () => (await manager.query<Product[]>(sql))[0]?.price ?? -1)
            }),
        } satisfies Case,
      }
    : {
        'a snapshot by SERIALIZABLE': oldState((read) => readInSnapshot(read, 'SERIALIZABLE')),
        'a snapshot by the default of the session': oldState((read) =>
          readInSnapshot(read, undefined, async (queryRunner) => {
            await queryRunner.query("SET SESSION default_transaction_isolation = 'repeatable read'")
          }),
        ),
        'a snapshot of a level that was set after the level was asked for': oldState((read) =>
          withQueryRunner({ dataSource }, async (queryRunner) => {
            await queryRunner.startTransaction()
            await alkey.keyGenerator.within(queryRunner.manager)('any')
            await queryRunner.query('/* now */ SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
            await queryRunner.query('SELECT 1 FROM products')
            await reprice(100)
            await read(parts, () => priceIn(queryRunner.manager))
            await queryRunner.commitTransaction()
          }),
        ),
        'what a cursor saw when it was declared': oldState((read) =>
          withQueryRunner({ dataSource }, async (queryRunner) => {
            await queryRunner.startTransaction('READ COMMITTED')
            await queryRunner.query('DECLARE prices CURSOR FOR SELECT price FROM products WHERE id = 1')
            await reprice(100)
            const fetch = async (): Promise<number> =>
              ((await queryRunner.query('FETCH ALL FROM prices')) as Product[])[0]?.price ?? -1
            await read(parts, fetch)
            await queryRunner.commitTransaction()
          }),
        ),
      }),
}

describe.each(Object.entries(cases))('%s', (_, { reason, wrong, right, fill }) => {
  const readLater = (read: Read): Promise<number> => read(parts, () => priceIn(dataSource.manager))

  test('by hand, it is stored and found', async () => {
    const read = readingByHand(alkey)
    await fill(read)
    expect(await priceIn(dataSource.manager)).toBe(right)
    expect(await readLater(read)).toBe(wrong)
  })

  test('remember does not store it', async () => {
    const read = remembering(alkey)
    await fill(read)
    expect(reasons).toEqual([reason])
    expect(await readLater(read)).toBe(right)
  })
})

describe('what may be stored', () => {
  const stored: Record<string, (read: Read) => Promise<unknown>> = {
    'a read outside a transaction': (read) => read(parts, () => priceIn(dataSource.manager)),
    'a read in a transaction that has not written': (read) =>
      dataSource.transaction('READ COMMITTED', (manager) => read(parts, () => priceIn(manager))),
    'a read after a savepoint that was rolled back': (read) =>
      dataSource.transaction('READ COMMITTED', async (manager) => {
        const onPurpose = new Error('on purpose')
        const nested = manager.transaction(async (inner) => {
          await reprice(100, inner)
          throw onPurpose
        })
        await expect(nested).rejects.toBe(onPurpose)
        await read(parts, () => priceIn(manager))
      }),
    'a transaction that the load begins and ends': (read) =>
      read(parts, () => dataSource.transaction('READ COMMITTED', priceIn)),
  }

  test.each(Object.entries(stored))('%s', async (_, fill) => {
    const read = remembering(alkey)
    await fill(read)
    expect(reasons).toEqual([])
    const never = jest.fn<Promise<number>, []>()
    expect(await read(parts, never)).toBe(0)
    expect(never).not.toHaveBeenCalled()
  })
})

test('dirtiness is judged again when the load ends', async () => {
  const read = remembering(alkey)
  let hasRead = (): void => undefined
  const onPurpose = new Error('on purpose')
  const transaction = dataSource.transaction('READ COMMITTED', async (manager) => {
    // Not a part of the load: somebody else works in the same transaction.
    const written = new Promise<void>((resolve) => (hasRead = resolve)).then(() => reprice(100, manager))
    await read(parts, async () => {
      const price = await priceIn(manager)
      hasRead()
      await written
      return price
    })
    throw onPurpose
  })
  await expect(transaction).rejects.toBe(onPurpose)
  expect(reasons).toEqual(['open-transaction'])
})

test('an audit keeps out of the transaction of its caller', async () => {
  const load = jest.fn(() => priceIn(dataSource.manager))
  await alkey.remember(parts, load)
  await dataSource.transaction('READ COMMITTED', async (manager) => {
    await alkey.remember(parts, load, { manager, audit: { sampleRate: 1 } })
  })
  expect(load).toHaveBeenCalledTimes(1)
  await alkey.remember(parts, load, { audit: { sampleRate: 1 } })
  expect(load).toHaveBeenCalledTimes(2)
})

describe('a locking read', () => {
  const locked = (manager: EntityManager): Promise<Product> =>
    manager.findOneOrFail(Product, { where: { id: 1 }, lock: { mode: 'pessimistic_write' } })

  /** Whether somebody who is in a transaction that asked for the lock really has it. */
  async function isLockedAfter(read: Read): Promise<boolean> {
    const readLocked = (manager: EntityManager): Promise<Product> => read(parts, () => locked(manager))
    await dataSource.transaction('READ COMMITTED', readLocked)
    return dataSource.transaction('READ COMMITTED', async (manager) => {
      await readLocked(manager)
      const other = dataSource.query('SELECT id FROM products WHERE id = 1 FOR UPDATE NOWAIT')
      return other.then(
        () => false,
        () => true,
      )
    })
  }

  test('by hand, the second one finds the value and has no lock', async () => {
    expect(await isLockedAfter(readingByHand(alkey))).toBe(false)
  })

  test('remember does not store it, so that the second one locks as well', async () => {
    expect(await isLockedAfter(remembering(alkey))).toBe(true)
    expect(reasons).toEqual(['locked-rows', 'locked-rows'])
  })
})

onDatabases(['mariadb'], () => {
  test('a lock that is asked for under a setting is seen', async () => {
    const sql = 'SET STATEMENT max_statement_time = 10 FOR SELECT price FROM products WHERE id = 1 FOR UPDATE'
    await remembering(alkey)(parts, () => dataSource.query(sql))
    expect(reasons).toEqual(['locked-rows'])
  })
})

onDatabases(['postgres'], () => {
  test.each(['FOR SHARE', 'FOR NO KEY UPDATE', 'for key share'])('%s locks, too', async (lock) => {
    await remembering(alkey)(parts, () => dataSource.query(`SELECT price FROM products WHERE id = 1 ${lock}`))
    expect(reasons).toEqual(['locked-rows'])
  })
})
