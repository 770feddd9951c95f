import type { DataSource, QueryRunner } from 'typeorm'
import { withAndWithout } from '../../support/attached/with-and-without'
import { onDatabases } from '../../support/databases/under-test'
import { Item, fillStock, stockEntities } from '../../support/entities/stock'

// A statement of a transaction locks the rows that it writes: nobody waits for others because of the library.

/** What statements lose the parents of rows by, and the one item of three that they write, if any. */
const statements: [text: string, written: number | undefined][] = [
  ['DELETE FROM items WHERE id = 1', 1],
  ['DELETE FROM items WHERE id = 1 AND quantity > 1000', undefined],
  ['DELETE FROM items WHERE id IN (1, 2) AND quantity = 2', 2],
  ['DELETE FROM items WHERE id IN (1, 2) AND quantity > 1000', undefined],
  ['DELETE FROM items WHERE (id = 1 AND quantity = 7) OR (id = 2 AND quantity = 2)', 2],
  ['DELETE FROM items WHERE id = 1 AND quantity = reserved + 9', undefined],
  ['DELETE FROM items WHERE id = 1 AND id = 2', undefined],
  ['UPDATE items SET shelf_id = 2 WHERE id = 1 AND quantity <> 1', undefined],
  ['UPDATE items SET shelf_id = 2 WHERE id = 1 AND quantity = 1', 1],
  ['UPDATE items SET shelf_id = 2 WHERE id = 1 AND quantity IS NULL', undefined],
]

const onlyOnPostgres: typeof statements = [
  ['DELETE FROM items USING shelves WHERE items.id = 1 AND shelves.id = 7', undefined],
  ['UPDATE items SET shelf_id = 2 FROM shelves WHERE items.id = 1 AND shelves.id = 7', undefined],
]

/** The items, each with another quantity, that nobody else can lock while a transaction that did this is open. */
async function lockedBy(dataSource: DataSource, text: string): Promise<number[]> {
  const [writer, other] = [dataSource.createQueryRunner(), dataSource.createQueryRunner()]
  try {
    await writer.startTransaction('READ COMMITTED')
    await writer.query(text)
    await other.startTransaction('READ COMMITTED')
    const free = (await other.query('SELECT id FROM items FOR UPDATE SKIP LOCKED')) as { id: number }[]
    return [1, 2, 3].filter((id) => !free.some((item) => item.id === id))
  } finally {
    for (const queryRunner of [writer, other]) await rollBack(queryRunner)
  }
}

async function rollBack(queryRunner: QueryRunner): Promise<void> {
  if (queryRunner.isTransactionActive) await queryRunner.rollbackTransaction()
  await queryRunner.release()
}

async function fill(dataSource: DataSource): Promise<void> {
  await fillStock(dataSource, 3)
  for (const id of [1, 2, 3]) await dataSource.manager.update(Item, id, { quantity: id })
}

function testLocks(cases: typeof statements): void {
  test.each(cases)('%s', async (text, written) => {
    const { without, attached } = await withAndWithout(stockEntities, fill, (dataSource) => lockedBy(dataSource, text))
    expect(without).toEqual(written === undefined ? [] : [written])
    expect(attached).toEqual(without)
  })
}

testLocks(statements)

onDatabases(['postgres'], () => {
  testLocks(onlyOnPostgres)
})

onDatabases(['mariadb'], () => {
  test('a limit that a statement sets for itself is not exceeded for reads of our own', async () => {
    const { without, attached } = await withAndWithout(stockEntities, fill, async (dataSource) => {
      const [writer, other] = [dataSource.createQueryRunner(), dataSource.createQueryRunner()]
      try {
        await writer.startTransaction()
        await writer.query('UPDATE items SET quantity = 9 WHERE id = 1')
        await other.startTransaction()
        const error: unknown = await other
          .query('SET STATEMENT max_statement_time = 0.2 FOR DELETE FROM items WHERE id = 1')
          .catch((refused: unknown) => refused)
        return (error as { errno?: unknown }).errno
      } finally {
        for (const queryRunner of [writer, other]) await rollBack(queryRunner)
      }
    })
    expect(without).toBe(STATEMENT_TIMEOUT)
    expect(attached).toBe(without)
  })
})

/** Of MariaDB: `ER_STATEMENT_TIMEOUT`. */
const STATEMENT_TIMEOUT = 1969
