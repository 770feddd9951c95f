import { type DataSource, type EntityManager, JoinColumn, ManyToOne, PrimaryColumn, Column, Entity } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { reading } from '../../support/watching/cached-readings'

// While a transaction writes a row, another moves it to a parent by which a query is cached: the query is never stale.

@Entity('listed_projects')
class Project {
  @PrimaryColumn() id!: number
}

@Entity('listed_tasks')
class Task {
  @PrimaryColumn() id!: number
  @Column({ default: '' }) title!: string
  @ManyToOne(() => Project)
  @JoinColumn({ name: 'project_id' })
  project!: Project
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Project, Task], (attached) => ({ dataSource, alkey } = attached), {
  cache: {},
  fill: async ({ manager }) => {
    await manager.insert(Project, [{ id: 1 }, { id: 2 }, { id: 3 }])
    await manager.insert(Task, { id: 1, project: { id: 1 } })
  },
})

const tasksOf =
  (id: number) =>
  (cache: boolean): Promise<unknown> =>
    dataSource.manager.find(Task, { where: { project: { id } }, order: { id: 'ASC' }, cache })

const all = [1, 2, 3].map(tasksOf)

const readAll = async (): Promise<unknown> => {
  for (const read of all) await reading(alkey, read)
  return undefined
}

type Write = (manager: EntityManager, loaded: Task) => Promise<unknown>

const writes: Record<string, Write> = {
  'a save': (manager, loaded) => manager.save(Object.assign(loaded, { title: 'new' })),
  'an update': (manager) => manager.update(Task, 1, { title: 'new' }),
  'a statement': (manager) => manager.query("UPDATE listed_tasks SET title = 'new' WHERE id = 1"),
  'a move on': (manager) => manager.update(Task, 1, { project: { id: 3 } }),
  'a delete': (manager) => manager.delete(Task, 1),
  'a remove': (manager, loaded) => manager.remove(loaded),
}

const load = (): Promise<Task> =>
  dataSource.manager.findOneOrFail(Task, { where: { id: 1 }, relations: { project: true } })
const move = (manager: EntityManager): Promise<unknown> => manager.update(Task, 1, { project: { id: 2 } })

test.each(Object.entries(writes))('moved before %s', async (_, write) => {
  const loaded = await load()
  await readAll()
  await dataSource.transaction('READ COMMITTED', async (manager) => {
    await move(dataSource.manager)
    await readAll()
    await write(manager, loaded)
    await readAll()
  })
  await readAll()
})

test.each(Object.entries(writes))('moved while %s waits for it', async (_, write) => {
  const loaded = await load()
  await readAll()
  await dataSource.transaction('READ COMMITTED', async (manager) => {
    const other = dataSource.createQueryRunner()
    await other.startTransaction()
    await move(other.manager)
    const written = write(manager, loaded)
    await readAll()
    await other.commitTransaction()
    await other.release()
    await written
    await readAll()
  })
  await readAll()
})
