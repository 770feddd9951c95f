import { Column, type DataSource, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import { Alkey } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import { changedBy } from '../../support/watching/key-watch'
import { atHand } from '../../support/write-paths/test-write-paths'

// A service that spells the default schema out changes the keys of one that doesn't.

@Entity('projects')
class Project {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity('tasks')
class Task {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
  @ManyToOne(() => Project, { nullable: true }) project!: Project | null
}

@Entity({ name: 'projects', schema: 'public' })
class QualifiedProject {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@Entity({ name: 'tasks', schema: 'public' })
class QualifiedTask {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
  @ManyToOne(() => QualifiedProject, { nullable: true }) project!: QualifiedProject | null
}

const alkeys: Alkey[] = []
let plain: DataSource
const namespace = uniqueNamespace()
const watched = {
  'task 1': 'alkey:tasks#1',
  'task 2': 'alkey:tasks#2',
  'project 1': 'alkey:projects#1',
  'project 2': 'alkey:projects#2',
}

function attached(dataSource: DataSource): Alkey {
  const alkey = new Alkey({ ...sharedRedis(namespace), schemaVersion: '1' })
  alkey.attach(dataSource)
  alkeys.push(alkey)
  return alkey
}

beforeAll(async () => {
  plain = await openDataSource([Project, Task])
  await plain.manager.save(Project, [{}, {}])
  await plain.manager.save(Task, [{ project: { id: 1 } }, {}])
  attached(plain)
})

afterAll(async () => {
  await closeAll()
  for (const alkey of alkeys) await alkey.close()
})

test.each<
  [
    string,
    { entities: [typeof Project | typeof QualifiedProject, typeof Task | typeof QualifiedTask]; schema?: string },
  ]
>([
  ['on its entities', { entities: [QualifiedProject, QualifiedTask] }],
  ['in its options', { entities: [Project, Task], schema: 'public' }],
])('a schema that is spelled out %s', async (_, { entities, ...options }) => {
  const on = { options: plain.options as never }
  const qualified = await openDataSource(entities, { on, synchronize: false, ...options })
  const writer = attached(qualified)
  const [reader] = alkeys as [Alkey]
  const { manager, sql } = atHand(qualified, qualified.manager)
  const writes = [
    () => manager.save(entities[1], { id: 1, title: String(alkeys.length) }),
    () => manager.update(entities[1], 1, { title: 'new' }),
    () => sql("UPDATE tasks SET title = 'newer' WHERE id = 1"),
    () => sql("UPDATE public.tasks SET title = 'newest' WHERE id = 1"),
  ]
  for (const write of writes) {
    expect(await changedBy(reader, watched, write)).toEqual(['project 1', 'task 1'])
  }
  expect(await writer.keyGenerator(watched['task 1'])).toBe(await reader.keyGenerator(watched['task 1']))
})
