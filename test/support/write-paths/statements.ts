import { EntityManager, In } from 'typeorm'
import { Person, Project, Task, tasksWorld } from './worlds/tasks'
import { postgres, typeorm1 } from './where'
import type { At, Theme } from './write-path'

const all = ['every task', '(every project)', '(every person)']

/** The oldest versions don't have these methods. */
const hasAll = 'updateAll' in EntityManager.prototype

export const statements: Theme = {
  title: 'Repository methods that run one statement',
  world: tasksWorld,
  paths: [
    {
      path: '`insert`, one row',
      write: ({ manager }) => manager.insert(Task, { code: 't4', project: { id: 1 }, personId: 2 }),
      changes: ['task 4', '(project 1)', '(person 2)'],
    },
    {
      path: '`insert`, several rows',
      write: ({ manager }) =>
        manager.insert(Task, [
          { code: 't4', project: { id: 1 } },
          { code: 't5', personId: 2 },
        ]),
      changes: ['task 4', 'task 5', '(project 1)', '(person 2)'],
    },
    {
      path: '`insert` that fails',
      write: ({ manager }) => manager.insert(Task, { code: 't1' }).catch(() => undefined),
      changes: [],
    },
    {
      path: '`update(id, …)`',
      write: ({ manager }) => manager.update(Task, 1, { title: 'new' }),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`update([id, …], …)`',
      write: ({ manager }) => manager.update(Task, [1, 3], { title: 'new' }),
      changes: ['task 1', 'task 3'],
      read: ['project 1', 'project 2', 'person 1'],
    },
    {
      path: '`update({ id }, …)`',
      write: ({ manager }) => manager.update(Task, { id: 1 }, { title: 'new' }),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`update({ id: In([…]) }, …)`',
      write: ({ manager }) => manager.update(Task, { id: In([1, 2]) }, { title: 'new' }),
      changes: ['task 1', 'task 2'],
      read: ['project 1', 'project 2', 'person 1', 'person 2'],
    },
    {
      path: '`update(id, …)`, moved by the relation',
      write: ({ manager }) => manager.update(Task, 1, { project: { id: 2 } }),
      changes: ['task 1'],
      read: ['project 1', 'person 1', 'project 2'],
    },
    {
      path: '`update(id, …)`, moved by the mapped foreign key',
      write: ({ manager }) => manager.update(Task, 1, { personId: 2 }),
      changes: ['task 1'],
      read: ['project 1', 'person 1', 'person 2'],
    },
    {
      path: '`update(id, { id })`, another primary key',
      write: ({ manager }) => manager.update(Task, 1, { id: 9 }),
      changes: ['task 1', 'task 9'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`update(criteria, …)`',
      write: ({ manager }) => manager.update(Task, { title: 'one' }, { title: 'new' }),
      changes: all,
    },
    {
      path: '`update({ project }, …)`, all of one parent',
      write: ({ manager }) => manager.update(Task, { project: { id: 2 } }, { title: 'new' }),
      changes: ['every task', '(project 2)', '(every person)'],
    },
    {
      path: '`update({ id, title }, …)`',
      write: ({ manager }) => manager.update(Task, { id: 1, title: 'one' }, { title: 'new' }),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`update(…)` that finds no row',
      write: async ({ manager }) => {
        await manager.update(Task, 9, { title: 'new' })
        await manager.update(Task, { title: 'none' }, { title: 'new' })
      },
      changes: [],
    },
    ...(hasAll
      ? [{ path: '`updateAll`', write: ({ manager }: At) => manager.updateAll(Task, { title: 'new' }), changes: all }]
      : []),
    {
      path: '`increment` and `decrement`, by id',
      write: async ({ manager }) => {
        await manager.increment(Task, { id: 1 }, 'score', 2)
        await manager.decrement(Task, { id: 3 }, 'score', 1)
      },
      changes: ['task 1', 'task 3'],
      read: ['project 1', 'project 2', 'person 1'],
    },
    {
      path: '`increment`, by criteria',
      write: ({ manager }) => manager.increment(Task, { title: 'one' }, 'score', 2),
      changes: all,
    },
    {
      path: '`decrement`, by criteria',
      write: ({ manager }) => manager.decrement(Task, { title: 'one' }, 'score', 2),
      changes: all,
    },
    {
      path: '`delete(id)`',
      write: ({ manager }) => manager.delete(Task, 1),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`delete([id, …])`',
      write: ({ manager }) => manager.delete(Task, [1, 3]),
      changes: ['task 1', 'task 3'],
      read: ['project 1', 'project 2', 'person 1'],
    },
    {
      path: '`delete(criteria)`',
      write: ({ manager }) => manager.delete(Task, { title: 'one' }),
      changes: all,
    },
    {
      path: '`delete` that finds no row',
      write: async ({ manager }) => {
        await manager.delete(Task, 9)
        await manager.delete(Task, { title: 'none' })
      },
      changes: [],
    },
    ...(hasAll ? [{ path: '`deleteAll`', write: ({ manager }: At) => manager.deleteAll(Task), changes: all }] : []),
    {
      path: '`softDelete(id)`',
      write: ({ manager }) => manager.softDelete(Task, 1),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`softDelete(criteria)`',
      write: ({ manager }) => manager.softDelete(Task, { title: 'one' }),
      changes: all,
    },
    {
      path: '`restore(id)`',
      given: ({ manager }) => manager.softDelete(Task, 3),
      write: ({ manager }) => manager.restore(Task, 3),
      changes: ['task 3'],
      read: ['project 2', 'person'],
    },
    {
      path: '`restore(criteria)`',
      given: ({ manager }) => manager.softDelete(Task, 3),
      write: ({ manager }) => manager.restore(Task, { title: 'three' }),
      changes: all,
    },
    {
      path: '`clear`',
      write: ({ manager }) => manager.clear(Task),
      changes: all,
    },
    {
      path: '`clear(…, { cascade: true })`',
      write: ({ manager }) => manager.clear(Project, { cascade: true }),
      changes: ['every project', 'every task', '(every person)'],
      only: { ...postgres, ...typeorm1 },
      remark: 'The tables that refer to it are emptied with it.',
    },
    {
      path: '`queryRunner.clearTable`',
      write: async ({ dataSource }) => {
        const queryRunner = dataSource.createQueryRunner()
        await queryRunner.clearTable('tasks').finally(() => queryRunner.release())
      },
      changes: all,
    },
    {
      path: '`update` of a row that others belong to',
      write: ({ manager }) => manager.update(Person, 1, { name: 'Anna' }),
      changes: ['person 1'],
      remark: 'What belongs to a row does not change with it.',
    },
  ],
}
