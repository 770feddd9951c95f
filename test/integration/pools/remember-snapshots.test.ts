import type { QueryRunner } from 'typeorm'
import type { IsolationLevel } from 'typeorm/driver/types/IsolationLevel.js'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { databaseUnderTest } from '../../support/databases/under-test'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import type { Product } from '../../support/entities/shop'
import type { Read } from '../../support/values/value-readers'
import { type Veto, priceIn, priceParts, reprice, rolledBack, testVetoes } from '../../support/values/vetoes'

// What must not be stored, because it was read in an old snapshot or before it was committed.

let shop: Attached
useAttachedShop((attached) => (shop = attached))

const isMariaDb = databaseUnderTest === 'mariadb'

/** Reads in an old snapshot, after somebody else has written. */
async function readInSnapshot(
  read: Read,
  level: IsolationLevel | undefined,
  prepare?: (queryRunner: QueryRunner) => Promise<unknown>,
): Promise<void> {
  await withQueryRunner(shop, async (queryRunner) => {
    await prepare?.(queryRunner)
    await queryRunner.startTransaction(level)
    await queryRunner.query('SELECT 1 FROM products')
    await reprice(shop.dataSource, 100)
    await read(priceParts, () => priceIn(queryRunner.manager))
    await queryRunner.commitTransaction()
    const reset = isMariaDb
      ? 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ'
      : 'RESET default_transaction_isolation'
    await queryRunner.query(reset)
  })
}

/** The same in a transaction that statements begin and end. */
async function readByHand(read: Read, statements: readonly string[]): Promise<void> {
  await withQueryRunner(shop, async (queryRunner) => {
    for (const statement of statements) await queryRunner.query(statement)
    await priceIn(queryRunner.manager)
    await reprice(shop.dataSource, 100)
    await read(priceParts, () => priceIn(queryRunner.manager))
    await queryRunner.query('COMMIT')
    await queryRunner.query('SET autocommit = 1')
    await queryRunner.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  })
}

/** A read of what was there before somebody else has written. */
function oldState(fill: Veto['fill']): Veto {
  return { reason: 'isolation', wrong: 0, right: 100, fill }
}

const vetoes: Record<string, Veto> = {
  'a snapshot by REPEATABLE READ': oldState((read) => readInSnapshot(read, 'REPEATABLE READ')),
  ...(isMariaDb
    ? {
        'a snapshot by the default of the server': oldState((read) => readInSnapshot(read, undefined)),
        'what others have not committed, by READ UNCOMMITTED': {
          reason: 'isolation',
          wrong: 100,
          right: 0,
          fill: (read) =>
            rolledBack(shop, async (manager) => {
              await reprice({ manager }, 100)
              await shop.dataSource.transaction('READ UNCOMMITTED', (other) => read(priceParts, () => priceIn(other)))
            }),
        } satisfies Veto,
        'the same without a transaction': {
          reason: 'isolation',
          wrong: 100,
          right: 0,
          fill: (read) =>
            withQueryRunner(shop, async (other) => {
              await other.query('SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED')
              await rolledBack(shop, async (manager) => {
                await reprice({ manager }, 100)
                await read(priceParts, () => priceIn(other.manager))
              })
              await other.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ')
            }),
        } satisfies Veto,
        'the same, by a level for the next transaction, which one statement is': {
          reason: 'isolation',
          wrong: 100,
          right: 0,
          fill: (read) =>
            withQueryRunner(shop, async (other) => {
              await other.query('SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED')
              await rolledBack(shop, async (manager) => {
                await reprice({ manager }, 100)
                await read(priceParts, () => priceIn(other.manager))
              })
            }),
        } satisfies Veto,
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
            rolledBack(shop, async (manager) => {
              await reprice({ manager }, 100)
              const sql = 'SET STATEMENT max_statement_time = 10 FOR SELECT price FROM products WHERE id = 1'
              await read(priceParts, async () => (await manager.query<Product[]>(sql))[0]?.price ?? -1)
            }),
        } satisfies Veto,
      }
    : {
        'a snapshot by SERIALIZABLE': oldState((read) => readInSnapshot(read, 'SERIALIZABLE')),
        'a snapshot by the default of the session': oldState((read) =>
          readInSnapshot(read, undefined, async (queryRunner) => {
            await queryRunner.query("SET SESSION default_transaction_isolation = 'repeatable read'")
          }),
        ),
        'a snapshot of a level that was set after the level was asked for': oldState((read) =>
          withQueryRunner(shop, async (queryRunner) => {
            await queryRunner.startTransaction()
            await shop.alkey.keyGenerator.within(queryRunner.manager)('any')
            await queryRunner.query('/* now */ SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
            await queryRunner.query('SELECT 1 FROM products')
            await reprice(shop.dataSource, 100)
            await read(priceParts, () => priceIn(queryRunner.manager))
            await queryRunner.commitTransaction()
          }),
        ),
        'what a cursor saw when it was declared': oldState((read) =>
          withQueryRunner(shop, async (queryRunner) => {
            await queryRunner.startTransaction('READ COMMITTED')
            await queryRunner.query('DECLARE prices CURSOR FOR SELECT price FROM products WHERE id = 1')
            await reprice(shop.dataSource, 100)
            const fetch = async (): Promise<number> =>
              ((await queryRunner.query('FETCH ALL FROM prices')) as Product[])[0]?.price ?? -1
            await read(priceParts, fetch)
            await queryRunner.commitTransaction()
          }),
        ),
      }),
}

testVetoes(vetoes, () => shop)
