import type { DataSource, EntityManager } from 'typeorm'
import { ErrorCodes, withAndWithout } from '../../support/attached/with-and-without'
import { onQuery } from '../../support/databases/on-query'
import { databaseUnderTest, isPooled } from '../../support/databases/under-test'
import { Item, fillStock, stockEntities } from '../../support/entities/stock'

// A transaction sees what it sees without the library: nothing of ours fixes its snapshot earlier.

type Program = (manager: EntityManager, other: EntityManager) => Promise<unknown>

const quantityOf = async (manager: EntityManager, id: number): Promise<number> =>
  (await manager.findOneByOrFail(Item, { id })).quantity

const writes: Record<string, (manager: EntityManager) => Promise<unknown>> = {
  'an update': (manager) => manager.update(Item, 1, { quantity: 1 }),
  'an update that moves the row': (manager) => manager.update(Item, 1, { shelf: { id: 2 } }),
  'a delete': (manager) => manager.delete(Item, 1),
  'an insert': (manager) => manager.insert(Item, [{ id: 8, shelf: { id: 1 } }, { id: 9 }]),
}

/** What was committed after the write is read behind it. */
const programs: Record<string, Program> = Object.fromEntries(
  Object.entries(writes).map(([name, write]) => [
    name,
    async (manager, other) => {
      await write(manager)
      await other.update(Item, 2, { quantity: 7 })
      return quantityOf(manager, 2)
    },
  ]),
)

const levels = isPooled ? (['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const) : (['SERIALIZABLE'] as const)

function run(dataSource: DataSource, level: (typeof levels)[number], program: Program): Promise<unknown> {
  const { manager } = dataSource
  return dataSource.transaction(level, (inside) => program(inside, isPooled ? manager : inside))
}

describe.each(levels)('%s', (level) => {
  test.each(Object.entries(programs))('%s', async (_, program) => {
    const { without, attached } = await withAndWithout(
      stockEntities,
      (dataSource) => fillStock(dataSource, 3),
      (dataSource) => run(dataSource, level, program),
    )
    expect(attached).toEqual(without)
  })

  // PostgreSQL has one snapshot for the whole transaction there, and refuses to write what has changed since.
  if (databaseUnderTest !== 'postgres' || level === 'READ COMMITTED') return
  test.each(Object.entries(writes))('%s that is held back until others have committed', async (name, write) => {
    const { without, attached } = await withAndWithout(
      stockEntities,
      (dataSource) => fillStock(dataSource, 3),
      async (dataSource) => {
        const errors = new ErrorCodes()
        let isArmed = true
        const stop = onQuery(
          dataSource,
          (query) => isArmed && /^(?:UPDATE|DELETE|INSERT)/.test(query) && query.includes('items'),
          'beforeQuery',
          async () => {
            isArmed = false
            await dataSource.query('UPDATE items SET reserved = 1 WHERE id = 1')
          },
        )
        await errors.allow(() => run(dataSource, level, (manager) => write(manager)))
        stop()
        return { errors: errors.all, left: await dataSource.manager.find(Item, { order: { id: 'ASC' } }) }
      },
    )
    expect({ name, ...attached }).toEqual({ name, ...without })
  })
})

if (databaseUnderTest === 'mariadb') {
  test('with innodb_snapshot_isolation nothing fails that did not', async () => {
    const { without, attached } = await withAndWithout(
      stockEntities,
      (dataSource) => fillStock(dataSource),
      async (dataSource) => {
        const errors = new ErrorCodes()
        await Promise.all(
          Array.from({ length: 5 }, async () => {
            const queryRunner = dataSource.createQueryRunner()
            await queryRunner.query('SET SESSION innodb_snapshot_isolation = ON')
            for (let round = 0; round < 8; round++) {
              await errors.allow(async () => {
                await queryRunner.startTransaction()
                try {
                  await queryRunner.manager.increment(Item, { id: 1 }, 'quantity', 1)
                  await queryRunner.commitTransaction()
                } catch (error) {
                  await queryRunner.rollbackTransaction()
                  throw error
                }
              })
            }
            await queryRunner.release()
          }),
        )
        return { errors: errors.all, quantity: await quantityOf(dataSource.manager, 1) }
      },
    )
    expect(attached).toEqual(without)
  })
}
