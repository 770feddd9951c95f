import { DataSource, type Logger, type QueryRunner } from 'typeorm'
import { ErrorCodes, withAndWithout } from '../../support/attached/with-and-without'
import { Item, fillStock, stockEntities } from '../../support/entities/stock'

// Somebody else has the file of SQLite for longer than the application waits for it: it waits once, and is told.

type Program = (queryRunner: QueryRunner) => Promise<unknown>

const programs: Record<string, Program> = {
  'a row that moves': ({ manager }) => manager.update(Item, 1, { shelf: { id: 2 } }),
  'a delete': ({ manager }) => manager.delete(Item, 1),
  'a counter': ({ manager }) => manager.increment(Item, { id: 1 }, 'quantity', 1),
  'a statement as it is': (queryRunner) => queryRunner.query('UPDATE items SET shelf_id = 2 WHERE id = 1'),
}

/** Counts what is refused, whoever has sent it. */
class Refusals implements Logger {
  count = 0
  logQueryError(): void {
    this.count++
  }
  logQuery(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

describe.each(['wal', 'delete'])('journal: %s', (journal) => {
  describe.each(['in a transaction', 'behind a read', 'outside a transaction'])('%s', (where) => {
    test.each(Object.entries(programs))('%s', async (_, program) => {
      const refusals = new Refusals()
      const { without, attached } = await withAndWithout(
        stockEntities,
        async (dataSource) => {
          await dataSource.query(`PRAGMA journal_mode = ${journal}`)
          await dataSource.query('PRAGMA busy_timeout = 30')
          await fillStock(dataSource, 3)
        },
        async (dataSource) => {
          refusals.count = 0
          const errors = new ErrorCodes()
          const other = await new DataSource({
            ...dataSource.options,
            synchronize: false,
          }).initialize()
          const queryRunner = dataSource.createQueryRunner()
          const isInside = where !== 'outside a transaction'
          if (isInside) await queryRunner.startTransaction()
          if (where === 'behind a read') await queryRunner.manager.find(Item)
          // Who has read keeps others from all of it, and is refused whether there is room or not.
          await other.query(where === 'behind a read' ? 'BEGIN IMMEDIATE' : 'BEGIN EXCLUSIVE')
          const first = await errors.allow(() => program(queryRunner))
          await other.query('ROLLBACK')
          const second = await errors.allow(() => program(queryRunner))
          if (isInside) await queryRunner.commitTransaction()
          await queryRunner.release()
          await other.destroy()
          const items = await dataSource.manager.find(Item, { relations: { shelf: true }, order: { id: 'ASC' } })
          return { first, second, errors: errors.all, refused: refusals.count, items }
        },
        { logger: refusals, logging: ['error'] },
      )
      expect(without).toMatchObject({ first: false, second: true, errors: ['SQLITE_BUSY'], refused: 1 })
      expect(attached).toEqual(without)
    })
  })
})
