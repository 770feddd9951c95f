import { Column, type DataSource, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import { Alkey, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/data-source'
import { keysOf } from '../../support/key-watch'
import { sharedRedis } from '../../support/redis'

// Whom a row belongs to is read before it changes. Others may move it meanwhile.

@Entity('moved_projects')
class Project {
  @PrimaryGeneratedColumn() id!: number
}

@Entity('moved_tasks')
class Task {
  @PrimaryGeneratedColumn() id!: number
  @Column() title!: string
  @ManyToOne(() => Project)
  @JoinColumn({ name: 'project_id' })
  project!: Project
}

let dataSource: DataSource
let alkey: Alkey
const parts = { 'task 1': ref(Task, 1), 'project 1': ref(Project, 1), 'project 2': ref(Project, 2) }

beforeAll(async () => {
  dataSource = await openDataSource([Project, Task])
  alkey = new Alkey(sharedRedis())
  alkey.attach(dataSource)
  await dataSource.manager.insert(Project, [{ id: 1 }, { id: 2 }])
  await dataSource.manager.insert(Task, { id: 1, title: 'first', project: { id: 1 } })
})

afterAll(async () => {
  await closeAll()
  await alkey.close()
})

test('a statement that met no row has locked none, and whom its row belongs to is read again', async () => {
  let before: Record<string, string> = {}
  await dataSource.transaction('READ COMMITTED', async (manager) => {
    await manager.update(Task, { id: 1, title: 'of another version' }, { title: 'second' })
    await dataSource.manager.update(Task, 1, { project: { id: 2 } })
    before = await keysOf(alkey, parts)
    await manager.update(Task, 1, { title: 'second' })
  })
  const after = await keysOf(alkey, parts)
  expect(before['task 1']).not.toBe(after['task 1'])
  expect(before['project 2']).not.toBe(after['project 2'])
})
