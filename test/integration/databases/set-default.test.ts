import { Column, type DataSource, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import { type Alkey, type KeyPart, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest, onDatabases } from '../../support/databases/under-test'
import { changedBy } from '../../support/watching/key-watch'

// ON DELETE takes rows from their parent; SET DEFAULT gives them to another, which no statement names.

/** TypeORM hands it on, and its types don't know it. */
const setDefault: object = { onDelete: 'SET DEFAULT' }

@Entity('people')
class Person {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('notes')
class Note {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: 1, name: 'owner_id' }) ownerId!: number
  @ManyToOne(() => Person, setDefault) @JoinColumn({ name: 'owner_id' }) owner!: Person
}

@Entity('memos')
class Memo {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Person, { onDelete: 'SET NULL', nullable: true }) owner!: Person | null
}

const hasDefaults = databaseUnderTest !== 'mariadb'
let dataSource: DataSource
let alkey: Alkey

useAttached([Person, Memo, ...(hasDefaults ? [Note] : [])], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { store: new MemoryTokenStore() },
  fill: async () => {
    const { manager } = dataSource
    await manager.insert(Person, [{ id: 1 }, { id: 2 }])
    await manager.insert(Memo, { owner: { id: 2 } })
    if (hasDefaults) await manager.insert(Note, { ownerId: 2 })
  },
})

const deletions: Record<string, () => Promise<unknown>> = {
  delete: () => dataSource.manager.delete(Person, 2),
  remove: async () => dataSource.manager.remove(await dataSource.manager.findOneByOrFail(Person, { id: 2 })),
  DELETE: () => dataSource.query('DELETE FROM people WHERE id = 2'),
  'delete in a transaction': () => dataSource.transaction((manager) => manager.delete(Person, { id: 2 })),
}

/** Everything that is watched changes. */
function testDeletions(watch: Record<string, KeyPart>): void {
  test.each(Object.entries(deletions))('%s', async (_, write) => {
    expect(await changedBy(alkey, watch, write)).toEqual(Object.keys(watch))
  })
}

describe('SET NULL changes the row and whom it belonged to', () => {
  testDeletions({ 'all memos': Memo, 'memo 1': ref(Memo, 1), 'person 2': ref(Person, 2) })
})

onDatabases(['postgres', 'better-sqlite3', 'sqljs'], () => {
  describe('SET DEFAULT also changes whom it belongs to from then on', () => {
    testDeletions({ 'all notes': Note, 'note 1': ref(Note, 1), 'person 1': ref(Person, 1), 'person 2': ref(Person, 2) })
  })
})
