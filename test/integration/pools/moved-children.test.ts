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
import { type Alkey, ref, scope } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { databaseUnderTest } from '../../support/databases/under-test'
import { eventually } from '../../support/waiting/eventually'
import { keysOf } from '../../support/watching/key-watch'

// While a transaction writes a row, others may move it to another parent, or to another value of a scope. The parent and the
// value that it has in the end change with the last of them, or what was cached of them in between stays.

@Entity('moved_projects')
class Project {
  @PrimaryColumn() id!: number
}

@Entity('moved_tasks')
class Task {
  @PrimaryColumn() id!: number
  @Column({ default: 0 }) score!: number
  @Column({ default: '' }) title!: string
  @Column({ type: 'varchar', length: 20, nullable: true }) team!: string | null
  @DeleteDateColumn() deletedAt!: Date | null
  @ManyToOne(() => Project)
  @JoinColumn({ name: 'project_id' })
  project!: Project
}

let dataSource: DataSource
let alkey: Alkey
const parts = {
  'task 1': ref(Task, 1),
  'project 2': ref(Project, 2),
  'of project 2': scope(Task, { project: { id: 2 } }),
  'of no team': scope(Task, { team: null }),
}

useAttached([Project, Task], (attached) => ({ dataSource, alkey } = attached), {
  alkey: { scopes: { Task: ['project', 'team'] } },
  once: () => dataSource.manager.insert(Project, [{ id: 1 }, { id: 2 }, { id: 3 }]),
})

beforeEach(async () => {
  await dataSource.query('DELETE FROM moved_tasks')
  await dataSource.manager.insert(Task, { id: 1, project: { id: 1 }, team: 'a' })
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
  'an update that moves it on in every way': (manager) => manager.update(Task, 1, { project: { id: 3 }, team: 'b' }),
  'a soft delete': (manager) => manager.softDelete(Task, 1),
  'a soft remove': (manager, loaded) => manager.softRemove(loaded),
  'a delete': (manager) => manager.delete(Task, 1),
  'a remove': (manager, loaded) => manager.remove(loaded),
  'an upsert': (manager) => manager.upsert(Task, { id: 1, title: 'new' }, ['id']),
  'a statement': (manager) => manager.query("UPDATE moved_tasks SET title = 'new' WHERE id = 1"),
}

/** A row for each statement that waits for the lock of a row; all of these need it. */
const waiting =
  databaseUnderTest === 'postgres'
    ? "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    : "SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID() AND COMMAND = 'Query' " +
      "AND INFO REGEXP '^(UPDATE|DELETE|INSERT)|FOR UPDATE'"

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

const move = (manager: EntityManager): Promise<unknown> => manager.update(Task, 1, { project: { id: 2 }, team: null })
const both = Object.keys(parts)

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
      // Else the other may have committed before it reads.
      await eventually(async () => {
        expect(await dataSource.query(waiting)).toHaveLength(1)
      })
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
