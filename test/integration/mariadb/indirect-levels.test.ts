import type { QueryRunner } from 'typeorm'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { remembering } from '../../support/values/value-readers'
import { type Veto, priceIn, priceParts, reprice, testVetoes } from '../../support/values/vetoes'
import { heard } from '../../support/watching/heard-events'

// A level that no text of a statement tells. The session is READ COMMITTED before, and the library knows it.

let shop: Attached
useAttachedShop((attached) => (shop = attached))

const committed = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'
const repeatable = 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ'

async function inCommittedSession(work: (queryRunner: QueryRunner) => Promise<void>): Promise<void> {
  await withQueryRunner(shop, async (queryRunner) => {
    await queryRunner.query(committed)
    try {
      await work(queryRunner)
    } finally {
      await queryRunner.query(repeatable)
    }
  })
}

/** A read in the snapshot of a transaction, after somebody else has written. */
function oldState(statements: readonly string[]): Veto {
  return {
    reason: 'isolation',
    wrong: 0,
    right: 100,
    fill: (read) =>
      inCommittedSession(async (queryRunner) => {
        for (const statement of statements) await queryRunner.query(statement)
        await queryRunner.startTransaction()
        await priceIn(queryRunner.manager)
        await reprice(shop.dataSource, 100)
        await read(priceParts, () => priceIn(queryRunner.manager))
        await queryRunner.commitTransaction()
      }),
  }
}

const settings: readonly (readonly string[])[] = [
  ["EXECUTE IMMEDIATE 'SET SESSION tx_isolation = 2'"],
  [`EXECUTE IMMEDIATE '${repeatable}'`],
  ["PREPARE s FROM 'SET SESSION tx_isolation = 2'", 'EXECUTE s'],
  ['CREATE OR REPLACE PROCEDURE p_iso() SET SESSION tx_isolation = 2', 'CALL p_iso()'],
  ['BEGIN NOT ATOMIC SET SESSION tx_isolation = 2; END'],
  [`BEGIN NOT ATOMIC ${repeatable}; END`],
  ['IF 1 THEN SET SESSION tx_isolation = 2; END IF'],
  ['SET STATEMENT max_statement_time = 10 FOR SET SESSION tx_isolation = 2'],
  [`SET STATEMENT max_statement_time = 10 FOR ${repeatable}`],
]

testVetoes(Object.fromEntries(settings.map((statements) => [statements.join('; '), oldState(statements)])), () => shop)

describe('with a pool of one', () => {
  let sole: Attached
  useAttachedShop((attached) => (sole = attached), { dataSource: { poolSize: 1 } })

  test('who borrows the connection next has the server asked again', async () => {
    await withQueryRunner(sole, async (queryRunner) => {
      await queryRunner.query(committed)
      await queryRunner.query("EXECUTE IMMEDIATE 'SELECT 1'")
    })
    const read = remembering(sole.alkey)
    const notStored = heard(sole.alkey, 'notStored')
    const readInTransaction = (): Promise<number> =>
      sole.dataSource.transaction((manager) => read(priceParts, () => priceIn(manager)))
    // It can't tell whether something was set for the next transaction alone.
    await readInTransaction()
    expect(notStored.map(({ reason }) => reason)).toEqual(['isolation'])
    await readInTransaction()
    expect(notStored).toHaveLength(1)
    await sole.dataSource.query(repeatable)
  })
})
