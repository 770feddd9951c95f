import { Column, Entity, OneToMany, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import { closeAll, closeDataSource, openDataSource } from '../../support/databases/data-source'
import { databaseNames } from '../../support/databases/database'
import { emptyTables } from '../../support/databases/empty-tables'
import { createPostgresDatabase } from '../../support/databases/postgres'
import { createDatabase } from '../../support/databases/under-test'
import { queryPostgres } from '../../support/servers/postgres-query'

@Entity('samples')
class Sample {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
  @OneToMany(() => Part, (part) => part.sample, { cascade: true }) parts!: Part[]
}

@Entity('parts')
class Part {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Sample, (sample) => sample.parts) sample!: Sample
}

const entities = [Sample, Part]

afterAll(closeAll)

describe.each(databaseNames)('a data source on %s', (name) => {
  const open = async () => {
    const on = await createDatabase(name)
    return { on, dataSource: await openDataSource(entities, { on }) }
  }

  it('has the tables of its entities, and shares nothing with another one', async () => {
    const [left, right] = await Promise.all([open(), open()])
    await left.dataSource.manager.insert(Sample, { name: 'a' })
    expect(await left.dataSource.manager.count(Sample)).toBe(1)
    expect(await right.dataSource.manager.count(Sample)).toBe(0)
    for (const { dataSource, on } of [left, right]) {
      await closeDataSource(dataSource)
      await on.drop()
    }
  })

  it('can be emptied, and counts from 1 again', async () => {
    const { dataSource, on } = await open()
    for (let round = 0; round < 2; round++) {
      await emptyTables(dataSource)
      const saved = await dataSource.manager.save(Sample, { name: 'a', parts: [{}, {}] })
      expect(saved).toMatchObject({ id: 1, parts: [{ id: 1 }, { id: 2 }] })
      // Foreign keys are in force.
      await expect(dataSource.manager.delete(Sample, 1)).rejects.toThrow(/foreign key/i)
    }
    await closeDataSource(dataSource)
    await on.drop()
  })
})

test('the database of a data source goes with it', async () => {
  const dataSource = await openDataSource(entities, { poolSize: 1 })
  const url = (dataSource.options as { url: string }).url
  await closeDataSource(dataSource)
  await expect(queryPostgres(url, 'SELECT 1')).rejects.toThrow(/does not exist/)
})

test('a database that was there before stays', async () => {
  const on = await createPostgresDatabase()
  const dataSource = await openDataSource(entities, { on })
  await closeDataSource(dataSource)
  expect(await queryPostgres(on.url, 'SELECT FROM samples')).toEqual([])
  await on.drop()
})
