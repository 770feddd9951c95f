import type { DataSource, QueryRunner } from 'typeorm'
import { withAndWithout } from '../../support/attached/with-and-without'
import { onDatabases } from '../../support/databases/under-test'
import { Item, fillStock, stockEntities } from '../../support/entities/stock'

// What a session can be asked for of its last statements is the application's.

/** Runs the statements on one connection, and gives what the questions among them were answered. */
async function answersTo(dataSource: DataSource, texts: readonly string[]): Promise<string[]> {
  const queryRunner = dataSource.createQueryRunner()
  const answers: string[] = []
  for (const text of texts) {
    const answer: unknown = await queryRunner.query(text)
    // Messages name the database.
    if (isQuestion(text)) answers.push(JSON.stringify(answer).replace(/alkey_\w+/g, 'database'))
  }
  await queryRunner.release()
  return answers
}

const isQuestion = (text: string): boolean => /^SHOW|\(\)/.test(text)

async function compare(program: (dataSource: DataSource) => Promise<unknown>): Promise<void> {
  const { without, attached } = await withAndWithout(stockEntities, (dataSource) => fillStock(dataSource, 3), program)
  expect(attached).toEqual(without)
}

const update = 'UPDATE items SET quantity = quantity + 1 WHERE id IN (1, 2)'
const move = 'UPDATE items SET shelf_id = 2 WHERE id = 1'
/** MariaDB says so of what is no number. */
const warned = "UPDATE IGNORE items SET quantity = 'x' WHERE id = 1"
const page = 'SELECT SQL_CALC_FOUND_ROWS id FROM items ORDER BY id LIMIT 1'

onDatabases(['mariadb'], () => {
  test.each<[name: string, texts: string[]]>([
    ['rows of an update', ['START TRANSACTION', update, 'SELECT ROW_COUNT() AS n', 'COMMIT']],
    ['rows of an update on its own', [update, 'SELECT ROW_COUNT() AS n']],
    ['rows of a row that is moved', ['START TRANSACTION', move, 'SELECT ROW_COUNT() AS n', 'COMMIT']],
    ['rows of a delete', ['START TRANSACTION', 'DELETE FROM items WHERE id = 1', 'SELECT ROW_COUNT() AS n', 'COMMIT']],
    ['warnings', ['START TRANSACTION', warned, 'SHOW WARNINGS', 'COMMIT', 'SHOW WARNINGS']],
    ['warnings of an update on its own', [warned, 'SHOW WARNINGS']],
    ['rows found', [page, 'SELECT FOUND_ROWS() AS n']],
    ['rows found, behind an update', ['START TRANSACTION', page, update, 'SELECT FOUND_ROWS() AS n', 'COMMIT']],
    ['rows found, behind an update on its own', [page, update, 'SELECT FOUND_ROWS() AS n']],
    ['rows found, behind a row that is moved', ['START TRANSACTION', page, move, 'SELECT FOUND_ROWS() AS n', 'COMMIT']],
    ['rows found, behind a commit', ['START TRANSACTION', update, page, 'COMMIT', 'SELECT FOUND_ROWS() AS n']],
    [
      'ids given',
      ['INSERT INTO items (id, shelf_id) VALUES (LAST_INSERT_ID(7), 1)', update, 'SELECT LAST_INSERT_ID() AS id'],
    ],
  ])('%s', async (_, texts) => {
    await compare((dataSource) => answersTo(dataSource, texts))
  })
})

onDatabases(['better-sqlite3', 'sqljs'], () => {
  test.each<[name: string, texts: string[]]>([
    ['rows of an update', ['BEGIN', update, 'SELECT changes() AS n', 'COMMIT', 'SELECT changes() AS n']],
    ['rows of a row that is moved', ['BEGIN', move, 'SELECT changes() AS n', 'COMMIT', 'SELECT total_changes() AS n']],
    ['rows of a delete', ['DELETE FROM items WHERE id = 1', 'SELECT changes() AS n']],
    [
      'rows of the statement before, in one that moves a row',
      [
        ...['UPDATE items SET quantity = 5', 'BEGIN'],
        'UPDATE items SET shelf_id = 2, quantity = quantity + changes() WHERE id = 1',
        ...['COMMIT', 'SELECT quantity, changes() AS n FROM items WHERE id = 1'],
      ],
    ],
  ])('%s', async (_, texts) => {
    await compare((dataSource) => answersTo(dataSource, texts))
  })
})

test('what a save returns, and leaves in the entity', async () => {
  await compare(async ({ manager }) => {
    const item = await manager.findOneOrFail(Item, { where: { id: 1 }, relations: { shelf: true } })
    const saved = await manager.save(Object.assign(item, { quantity: 4 }))
    return [saved, await manager.remove(saved)]
  })
})

test('what a query runner says of its transaction', async () => {
  const stateOf = (queryRunner: QueryRunner): unknown => [
    queryRunner.isTransactionActive,
    queryRunner.isReleased,
    Object.keys(queryRunner.data),
  ]
  await compare(async (dataSource) => {
    const queryRunner = dataSource.createQueryRunner()
    const states = [stateOf(queryRunner)]
    await queryRunner.startTransaction()
    states.push(stateOf(queryRunner))
    await queryRunner.query(move)
    states.push(stateOf(queryRunner))
    await queryRunner.commitTransaction()
    states.push(stateOf(queryRunner))
    await queryRunner.release()
    return states
  })
})
