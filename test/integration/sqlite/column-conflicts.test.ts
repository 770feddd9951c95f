import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { onDatabases } from '../../support/databases/under-test'
import { changedBy } from '../../support/watching/key-watch'

@Entity('items')
class Item {
  @PrimaryColumn() id!: number
  @Column() price!: number
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Item], (attached) => ({ dataSource, alkey } = attached))

const priceOf = async (id: number): Promise<number> => (await dataSource.manager.findOneByOrFail(Item, { id })).price

async function withColumn(constraint: string): Promise<void> {
  await dataSource.query('DROP TABLE items')
  await dataSource.query(`CREATE TABLE items (id INTEGER PRIMARY KEY, price INTEGER ${constraint})`)
  await dataSource.query('INSERT INTO items (id, price) VALUES (1, 10), (2, 20), (3, 21)')
}

test.each([
  ['UNIQUE ON CONFLICT FAIL', 'UPDATE'],
  ['UNIQUE', 'UPDATE OR/**/FAIL'],
])('with a column %s, %s keeps the rows before the one that was in the way', async (constraint, verb) => {
  await withColumn(constraint)
  const update = `${verb} items SET price = price + 1`
  const changes = await changedBy(alkey, { one: ref(Item, 1) }, () =>
    expect(dataSource.query(update)).rejects.toThrow(),
  )
  expect(await priceOf(1)).toBe(11)
  expect(changes).toEqual(['one'])
})

test('a column ON CONFLICT ROLLBACK ends the transaction: what follows is committed by itself', async () => {
  await withColumn('UNIQUE ON CONFLICT ROLLBACK')
  const queryRunner = dataSource.createQueryRunner()
  await queryRunner.query('BEGIN')
  await expect(queryRunner.query('INSERT INTO items (id, price) VALUES (4, 10)')).rejects.toThrow('UNIQUE')
  const changes = await changedBy(alkey, { one: ref(Item, 1) }, () =>
    queryRunner.query('UPDATE items SET price = 12 WHERE id = 1'),
  )
  expect(await priceOf(1)).toBe(12)
  expect(changes).toEqual(['one'])
})

onDatabases(['sqljs'], () => {
  test('in a text of several statements sql.js executes the first: a COMMIT behind it is none', async () => {
    await withColumn('')
    const queryRunner = dataSource.createQueryRunner()
    await queryRunner.query('BEGIN')
    await queryRunner.query('UPDATE items SET price = 13 WHERE id = 1')
    await queryRunner.query('SELECT 1; COMMIT')
    const isCacheable = alkey.isCacheable(await alkey.keyGenerator(ref(Item, 1)))
    await queryRunner.query('ROLLBACK')
    expect(isCacheable).toBe(false)
    expect(await priceOf(1)).toBe(10)
  })
})
