import {
  Column,
  type DataSource,
  DeleteDateColumn,
  Entity,
  type EntityManager,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
} from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest } from '../../support/databases/under-test'
import { keysOf } from '../../support/watching/key-watch'

// While a transaction writes a row, others may move it to another parent. The parent that it has in the end changes with
// the last of them, or what was cached of it in between stays.

@Entity('moved_projects')
class Project {
  @PrimaryColumn() id!: number
}

@Entity('moved_tasks')
class Task {
  @PrimaryColumn() id!: number
  @Column({ default: 0 }) score!: number
  @Column({ default: '' }) title!: string
  @DeleteDateColumn() deletedAt!: Date | null
  @ManyToOne(() => Project)
  @JoinColumn({ name: 'project_id' })
  project!: Project
}

let dataSource: DataSource
let alkey: Alkey
const parts = { 'task 1': ref(Task, 1), 'project 2': ref(Project, 2) }

useAttached([Project, Task], (attached) => ({ dataSource, alkey } = attached), {
  once: () => dataSource.manager.insert(Project, [{ id: 1 }, { id: 2 }, { id: 3 }]),
})

beforeEach(async () => {
  await dataSource.query('DELETE FROM moved_tasks')
  await dataSource.manager.insert(Task, { id: 1, project: { id: 1 } })
})

/** What a transaction writes, with the row as it was loaded before. */
type Write = (manager: EntityManager, loaded: Task) => Promise<unknown>

const writes: Record<string, Write> = {
  'a save': (manager, loaded) => manager.save(Object.assign(loaded, { title: 'new' })),
  'a save of a part': (manager) => manager.save(Task, { id: 1, title: 'new' }),
  'an update': (manager) => manager.update(Task, 1, { title: 'new' }),
  'an increment': (manager) => manager.increment(Task, { id: 1 }, 'score', 1),
  'a save that moves it on': (manager, loaded) => manager.save(Object.assign(loaded, { project: { id: 3 } })),
  'an update that moves it on': (manager) => manager.update(Task, 1, { project: { id: 3 } }),
  'a soft delete': (manager) => manager.softDelete(Task, 1),
  'a soft remove': (manager, loaded) => manager.softRemove(loaded),
  'a delete': (manager) => manager.delete(Task, 1),
  'a remove': (manager, loaded) => manager.remove(loaded),
  'an upsert': (manager) => manager.upsert(Task, { id: 1, title: 'new' }, ['id']),
  'a statement': (manager) => manager.query("UPDATE moved_tasks SET title = 'new' WHERE id = 1"),
}

const load = (manager: EntityManager): Promise<Task> =>
  manager.findOneOrFail(Task, { where: { id: 1 }, relations: { project: true } })

/** @returns the names of the parts whose keys change with the commit of a transaction, or a moment before it */
async function changedByCommit(
  level: 'READ COMMITTED' | 'REPEATABLE READ',
  work: (manager: EntityManager, other: EntityManager) => Promise<unknown>,
): Promise<string[]> {
  let before: Record<string, string> = {}
  await dataSource.transaction(level, async (manager) => {
    await work(manager, dataSource.manager)
    before = await keysOf(alkey, parts)
  })
  const after = await keysOf(alkey, parts)
  return Object.keys(parts).filter((name) => before[name] !== after[name])
}

const move = (manager: EntityManager): Promise<unknown> => manager.update(Task, 1, { project: { id: 2 } })
const both = ['task 1', 'project 2']

describe('moved by another transaction', () => {
  test.each(Object.entries(writes))('before %s', async (_, write) => {
    const loaded = await load(dataSource.manager)
    const changes = await changedByCommit('READ COMMITTED', async (manager, other) => {
      await move(other)
      await write(manager, loaded)
    })
    expect(changes).toEqual(both)
  })

  test.each(Object.entries(writes))('while %s waits for it', async (_, write) => {
    const loaded = await load(dataSource.manager)
    const changes = await changedByCommit('READ COMMITTED', async (manager) => {
      const other = dataSource.createQueryRunner()
      await other.startTransaction()
      await move(other.manager)
      const written = write(manager, loaded)
      await other.commitTransaction()
      await written
      await other.release()
    })
    expect(changes).toEqual(both)
  })

  // PostgreSQL refuses such a write itself, and what TypeORM doesn't see to be different it doesn't write.
  if (databaseUnderTest !== 'mariadb') return
  test.each(Object.entries(writes))('behind an old snapshot of %s', async (_, write) => {
    const loaded = await load(dataSource.manager)
    const changes = await changedByCommit('REPEATABLE READ', async (manager, other) => {
      await manager.count(Task)
      await move(other)
      await write(manager, loaded)
    })
    expect(changes).toEqual(both)
  })
})

test('a statement that met no row has locked none, and whom its row belongs to is read again', async () => {
  const changes = await changedByCommit('READ COMMITTED', async (manager, other) => {
    await manager.update(Task, { id: 1, title: 'of another version' }, { title: 'second' })
    await move(other)
    await manager.update(Task, 1, { title: 'second' })
  })
  expect(changes).toEqual(both)
})
