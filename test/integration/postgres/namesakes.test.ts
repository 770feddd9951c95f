import { Column, Entity, PrimaryColumn } from 'typeorm'
import { ref } from '../../../src'
import { type Attached, useAttached } from '../../support/attached/attached'
import { createPostgresDatabase } from '../../support/databases/postgres'
import { withQueryRunner } from '../../support/databases/with-query-runner'
import { queryPostgres } from '../../support/servers/postgres-query'
import { changedBy } from '../../support/watching/key-watch'

// Two tables of one name, and a statement that may have changed which of them the name means.

@Entity('things')
class Thing {
  @PrimaryColumn({ type: 'int' }) id!: number
  @Column({ type: 'text', default: '' }) name!: string
}

@Entity({ name: 'things', schema: 'archive' })
class ArchivedThing {
  @PrimaryColumn({ type: 'int' }) id!: number
  @Column({ type: 'text', default: '' }) name!: string
}

let attached: Attached
useAttached([Thing, ArchivedThing], (opened) => (attached = opened), {
  database: async () => {
    const database = await createPostgresDatabase()
    await queryPostgres(database.url, 'CREATE SCHEMA archive')
    return database
  },
  fill: async ({ manager }) => {
    await manager.insert(Thing, { id: 1 })
    await manager.insert(ArchivedThing, { id: 1 })
  },
})

const parts = { thing: ref(Thing, 1), 'archived thing': ref(ArchivedThing, 1) }
const update = "UPDATE things SET name = 'new' WHERE id = 1"

test('a name means the table of the default schema', async () => {
  const { alkey, dataSource } = attached
  expect(await changedBy(alkey, parts, () => dataSource.query(update))).toEqual(['thing'])
})

test('behind a block that may have moved it, it means both', async () => {
  const { alkey } = attached
  await withQueryRunner(attached, async (queryRunner) => {
    await queryRunner.query('DO $$ BEGIN SET search_path = archive, public; END $$')
    expect(await changedBy(alkey, parts, () => queryRunner.query(update))).toEqual(['archived thing', 'thing'])
    await queryRunner.query('RESET search_path')
  })
})
