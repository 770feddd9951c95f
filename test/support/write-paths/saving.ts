import type { EntityManager } from 'typeorm'
import { Project, Task, tasksWorld } from './worlds/tasks'
import { notPostgres, typeorm1 } from './where'
import type { Theme } from './write-path'

export const saving: Theme = {
  title: 'Saving and removing entities',
  world: tasksWorld,
  paths: [
    {
      path: '`save`, a new row',
      write: ({ manager }) => manager.save(Task, { code: 't4', project: { id: 1 }, personId: 2 }),
      changes: ['task 4', '(project 1)', '(person 2)'],
    },
    {
      path: '`save`, a new row that belongs to none',
      write: ({ manager }) => manager.save(Task, { code: 't4' }),
      changes: ['task 4'],
    },
    {
      path: '`save`, a row that was loaded and changed',
      write: async ({ manager }) => manager.save(Object.assign(await task(manager, 1), { title: 'new' })),
      changes: ['task 1', '(project 1)', '(person 1)'],
    },
    {
      path: '`save`, a part of a row',
      write: ({ manager }) => manager.save(Task, { id: 1, title: 'new' }),
      changes: ['task 1', '(project 1)', '(person 1)'],
    },
    {
      path: '`save`, an embedded column',
      write: ({ manager }) => manager.save(Task, { id: 3, estimate: { hours: 8 } }),
      changes: ['task 3', '(project 2)'],
    },
    {
      path: '`save`, nothing changed',
      write: async ({ manager }) => manager.save(await task(manager, 1)),
      changes: [],
    },
    {
      path: '`save([…])`, new rows',
      write: ({ manager }) => manager.save(Task, [{ code: 't4', project: { id: 1 } }, { code: 't5' }]),
      changes: ['task 4', 'task 5', '(project 1)'],
    },
    {
      path: '`save([…])`, a new row, a changed one and one that is not',
      write: ({ manager }) => manager.save(Task, [{ code: 't4' }, { id: 2, title: 'new' }, { id: 3 }]),
      changes: ['task 4', 'task 2', '(project 2)', '(person 2)'],
    },
    {
      path: '`save([…], { chunk })`',
      write: ({ manager }) => manager.save(Task, [{ code: 't4' }, { id: 1, title: 'new' }], { chunk: 1 }),
      changes: ['task 4', 'task 1', '(project 1)', '(person 1)'],
    },
    {
      path: '`save(…, { listeners: false })`, a new row',
      write: ({ manager }) => manager.save(Task, { code: 't4', project: { id: 1 } }, { listeners: false }),
      changes: ['task 4', '(project 1)'],
    },
    {
      path: '`save(…, { listeners: false })`, a changed row',
      write: ({ manager }) => manager.save(Task, { id: 1, title: 'new' }, { listeners: false }),
      changes: ['task 1', '(project 1)', '(person 1)'],
    },
    {
      path: '`save(…, { transaction: false })`, a new row',
      write: ({ manager }) => manager.save(Task, { code: 't4', project: { id: 1 } }, { transaction: false }),
      changes: ['task 4', '(project 1)'],
    },
    {
      path: '`save(…, { transaction: false })`, a changed row',
      write: ({ manager }) => manager.save(Task, { id: 1, title: 'new' }, { transaction: false }),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`save(…, { reload: false })`, a new row',
      write: ({ manager }) => manager.save(Task, { code: 't4', project: { id: 1 } }, { reload: false }),
      changes: ['every task', '(project 1)'],
      instead: [{ on: notPostgres, changes: ['task 4', '(project 1)'] }],
      remark: 'Without `RETURNING`, PostgreSQL does not tell the new id.',
    },
    {
      path: '`save(…, { reload: false })`, a changed row',
      write: ({ manager }) => manager.save(Task, { id: 1, title: 'new' }, { reload: false }),
      changes: ['task 1', '(project 1)', '(person 1)'],
    },
    {
      path: '`save`, new children by cascade',
      write: ({ manager }) => manager.save(Project, { tasks: [{ code: 't4' }, { code: 't5' }] }),
      changes: ['project 3', 'task 4', 'task 5'],
    },
    {
      path: '`save`, changed children by cascade',
      write: ({ manager }) => manager.save(Project, { id: 2, tasks: [{ id: 2, title: 'new' }, { id: 3 }] }),
      changes: ['task 2', '(project 2)', '(person 2)'],
    },
    {
      path: '`save`, moved to another parent that was not loaded',
      write: ({ manager }) => manager.save(Task, { id: 1, project: { id: 2 } }),
      changes: ['task 1', '(project 2)', '(person 1)'],
      read: ['project 1'],
    },
    {
      path: '`save`, moved to another parent, the old one loaded',
      write: async ({ manager }) => {
        const loaded = await manager.findOneOrFail(Task, { where: { id: 1 }, relations: { project: true } })
        return manager.save(Object.assign(loaded, { project: await manager.findOneByOrFail(Project, { id: 2 }) }))
      },
      changes: ['task 1', '(project 2)', '(person 1)'],
      read: ['project 1'],
    },
    {
      path: '`save`, moved by the mapped foreign key',
      write: ({ manager }) => manager.save(Task, { id: 1, personId: 2 }),
      changes: ['task 1', '(project 1)', '(person 2)'],
      read: ['person 1'],
    },
    {
      path: "`save`, moved from the new parent's side",
      write: ({ manager }) => manager.save(Project, { id: 2, tasks: [{ id: 1 }, { id: 2 }, { id: 3 }] }),
      changes: ['task 1', '(project 2)', '(person 1)'],
      read: ['project 1'],
    },
    {
      path: "`save`, taken out of the parent's array",
      write: ({ manager }) => manager.save(Project, { id: 1, tasks: [] }),
      changes: ['task 1', '(person 1)'],
      read: ['project 1'],
    },
    {
      path: '`remove`',
      write: async ({ manager }) => manager.remove(await task(manager, 1)),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`remove([…])`',
      write: async ({ manager }) => manager.remove([await task(manager, 1), await task(manager, 3)]),
      changes: ['task 1', 'task 3'],
      read: ['project 1', 'project 2', 'person 1'],
    },
    {
      path: '`remove(…, { listeners: false })`',
      write: async ({ manager }) => manager.remove(await task(manager, 1), { listeners: false }),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`remove`, with the children that were loaded',
      write: async ({ manager }) =>
        manager.remove(await manager.findOneOrFail(Project, { where: { id: 1 }, relations: { tasks: true } })),
      changes: ['project 1', 'task 1', '(person 1)'],
      only: typeorm1,
    },
    {
      path: '`remove`, a row that is gone',
      write: async ({ manager }) => {
        const gone = await task(manager, 1)
        gone.id = 9
        return manager.remove(gone)
      },
      changes: [],
    },
    {
      path: '`softRemove`',
      write: async ({ manager }) => manager.softRemove(await task(manager, 1)),
      changes: ['task 1', '(project 1)', '(person 1)'],
    },
    {
      path: '`recover`',
      given: ({ manager }) => manager.softDelete(Task, 3),
      write: async ({ manager }) => manager.recover(await removedTask(manager, 3)),
      changes: ['task 3', '(project 2)'],
    },
  ],
}

function task(manager: EntityManager, id: number): Promise<Task> {
  return manager.findOneByOrFail(Task, { id })
}

function removedTask(manager: EntityManager, id: number): Promise<Task> {
  return manager.findOneOrFail(Task, { where: { id }, withDeleted: true })
}
