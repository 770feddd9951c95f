import type { DataSource, QueryRunner } from 'typeorm'
import { withAndWithout } from '../../support/attached/with-and-without'
import { Item, fillStock, stockEntities } from '../../support/entities/stock'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { sentAtOnce } from '../../support/harness/warnings/expected'

expectWarnings(sentAtOnce)

// Statements of one query runner, sent without waiting for each other, are executed in their order.

type Program = (queryRunner: QueryRunner) => Promise<unknown>[]

/** By statements alone: TypeORM's methods take more or fewer turns before they send theirs. */
const programs: Record<string, Program> = {
  'a row is deleted and inserted again': (queryRunner) => [
    queryRunner.query('DELETE FROM items WHERE id = 1'),
    queryRunner.query('INSERT INTO items (id, quantity, shelf_id) VALUES (1, 7, 2)'),
  ],
  'a row is moved, and moved again': (queryRunner) => [
    queryRunner.query('UPDATE items SET shelf_id = 2 WHERE id = 1'),
    queryRunner.query('UPDATE items SET quantity = 1 WHERE id = 1'),
    queryRunner.query('UPDATE items SET shelf_id = 1, quantity = 2 WHERE id = 1'),
  ],
  'a row is moved and read': (queryRunner) => [
    queryRunner.query('UPDATE items SET shelf_id = 2, quantity = 5 WHERE id = 1'),
    queryRunner.query('SELECT quantity, shelf_id FROM items WHERE id = 1'),
    queryRunner.query('DELETE FROM items WHERE id = 1'),
    queryRunner.query('SELECT quantity, shelf_id FROM items'),
  ],
  'a savepoint between writes': (queryRunner) => [
    queryRunner.query('SAVEPOINT before_move'),
    queryRunner.query('UPDATE items SET shelf_id = 2 WHERE id = 1'),
    queryRunner.query('ROLLBACK TO SAVEPOINT before_move'),
    queryRunner.query('UPDATE items SET quantity = 9 WHERE id = 1'),
    queryRunner.query('RELEASE SAVEPOINT before_move'),
  ],
}

const ofItems = (dataSource: DataSource): Promise<unknown> =>
  dataSource.manager.find(Item, { relations: { shelf: true }, order: { id: 'ASC' } })

describe.each([true, false])('in a transaction: %s', (isInside) => {
  test.each(Object.entries(programs))('%s', async (_, program) => {
    const { without, attached } = await withAndWithout(
      stockEntities,
      (dataSource) => fillStock(dataSource, 2),
      async (dataSource) => {
        const queryRunner = dataSource.createQueryRunner()
        await queryRunner.connect()
        if (isInside) await queryRunner.startTransaction()
        const answers = (await Promise.allSettled(program(queryRunner))).map(({ status }) => status)
        if (isInside) await queryRunner.commitTransaction()
        await queryRunner.release()
        return { answers, items: await ofItems(dataSource) }
      },
    )
    expect(attached).toEqual(without)
  })
})
