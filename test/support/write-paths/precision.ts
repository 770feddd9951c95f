import { Project, Task, tasksWorld } from './worlds/tasks'
import { Book, libraryWorld } from './worlds/library'
import { postgres } from './where'
import type { Theme, WritePath } from './write-path'

const moved: WritePath = {
  path: '`save`, moved to another project',
  write: ({ manager }) => manager.save(Task, { id: 1, project: { id: 2 } }),
  changes: [],
}
const saved: WritePath = {
  path: '`save`, a part of a row',
  write: ({ manager }) => manager.save(Task, { id: 1, title: 'new' }),
  changes: [],
}
const updated: WritePath = {
  path: '`update(id, …)`',
  write: ({ manager }) => manager.update(Task, 1, { title: 'new' }),
  changes: [],
}
const byCriteria: WritePath = {
  path: '`update(criteria, …)`',
  write: ({ manager }) => manager.update(Task, { title: 'one' }, { title: 'new' }),
  changes: [],
}
const inserted: WritePath = {
  path: '`insert`',
  write: ({ manager }) => manager.insert(Task, { code: 't4', project: { id: 1 }, personId: 2 }),
  changes: [],
}

/** TypeORM writes the version and the time of the update with everything. */
const views = ['views', 'version', 'updatedAt', 'estimate.basis']

export const ignored: Theme = {
  title: "Columns that don't count",
  hidesChanges: true,
  world: tasksWorld,
  options: { ignore: { Task: views } },
  paths: [
    {
      path: '`save`, an ignored column',
      write: ({ manager }) => manager.save(Task, { id: 1, views: 7 }),
      changes: [],
      remark: 'TypeORM writes the version and the time of the update with it, so these are ignored, too.',
    },
    {
      path: '`save`, an ignored embedded column',
      write: ({ manager }) => manager.save(Task, { id: 1, estimate: { basis: 'a guess' } }),
      changes: [],
    },
    {
      path: '`save`, an ignored column and another',
      write: ({ manager }) => manager.save(Task, { id: 1, views: 7, title: 'new' }),
      changes: ['task 1', '(project 1)', '(person 1)'],
    },
    {
      path: '`update`, an ignored column',
      write: async ({ manager }) => {
        await manager.update(Task, 1, { views: 7 })
        await manager.update(Task, { title: 'two' }, { views: 7 })
      },
      changes: [],
    },
    {
      path: '`update`, an ignored column and another',
      write: ({ manager }) => manager.update(Task, 1, { views: 7, score: 1 }),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`increment`, an ignored column',
      write: ({ manager }) => manager.increment(Task, { id: 1 }, 'views', 1),
      changes: [],
    },
    {
      path: 'query builder, an ignored column',
      write: ({ manager }) => manager.createQueryBuilder().update(Task).set({ views: 7 }).where({ id: 1 }).execute(),
      changes: [],
    },
    {
      path: '`UPDATE`, an ignored column',
      write: ({ sql }) => sql('UPDATE tasks SET views = views + 1'),
      changes: [],
    },
    {
      path: '`UPDATE`, an ignored column and another',
      write: ({ sql }) => sql('UPDATE tasks SET views = views + 1, score = 1 WHERE id = 3'),
      changes: ['task 3'],
      read: ['project 2', 'person'],
    },
    {
      path: '`INSERT … ON CONFLICT DO UPDATE`, an ignored column',
      write: ({ sql }) =>
        sql("INSERT INTO tasks (code) VALUES ('t4') ON CONFLICT (code) DO UPDATE SET views = 1 RETURNING id"),
      changes: ['task 4', '(every project)', '(every person)'],
      only: postgres,
      remark: 'An INSERT counts in any case.',
    },
    {
      path: '`delete`',
      write: ({ manager }) => manager.delete(Task, 1),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
  ],
}

export const untouched: Theme = {
  title: 'Rows alone',
  world: tasksWorld,
  options: { touch: false },
  paths: [
    { ...moved, changes: ['task 1'] },
    { ...updated, changes: ['task 1'] },
    { ...byCriteria, changes: ['every task'] },
    { ...inserted, changes: ['task 4'] },
    {
      path: '`upsert`',
      write: ({ manager }) => manager.upsert(Task, { code: 't1', title: 'new' }, ['code']),
      changes: ['every task'],
      instead: [{ on: postgres, changes: ['task 1'] }],
    },
  ],
}

export const untouchedLinks: Theme = {
  title: 'Links with touching turned off',
  world: libraryWorld,
  options: { touch: false },
  paths: [
    {
      path: '`save`, a link added and one removed',
      write: ({ manager }) => manager.save(Book, { id: 1, tags: [{ id: 2 }] }),
      changes: ['link 1,1', 'link 1,2', 'book 1', 'tag 1', 'tag 2'],
      remark: 'Both ends change: nothing else tells that a list has changed.',
    },
    {
      path: '`DELETE` of the links of one row',
      write: ({ sql }) => sql('DELETE FROM book_tags WHERE book_id = 1'),
      changes: ['every link', 'book 1'],
      remark: 'Only ends that can be named.',
    },
  ],
}

export const untouchedEntity: Theme = {
  title: 'An entity that touches nothing',
  world: tasksWorld,
  options: { touch: { Task: false } },
  paths: [
    { ...moved, changes: ['task 1'] },
    { ...byCriteria, changes: ['every task'] },
  ],
}

export const untouchedRelation: Theme = {
  title: 'A relation that touches nothing',
  world: tasksWorld,
  options: { touch: { Task: { project: false } } },
  paths: [
    { ...moved, changes: ['task 1', '(person 1)'] },
    { ...updated, changes: ['task 1'], read: ['person 1'] },
    { ...byCriteria, changes: ['every task', '(every person)'] },
    { ...inserted, changes: ['task 4', '(person 2)'] },
  ],
}

const withRelations: WritePath = {
  path: '`save`, the relations loaded',
  write: async ({ manager }) => {
    const task = await manager.findOneOrFail(Task, { where: { id: 1 }, relations: { project: true } })
    return manager.save(Object.assign(task, { project: Object.assign(new Project(), { id: 2 }) }))
  },
  changes: [],
}
const all = ['every task', '(every project)', '(every person)']

export const parentsInBulk: Theme = {
  title: 'Parents in bulk where the statement does not tell them',
  world: tasksWorld,
  options: { touch: { unknown: 'bulk' } },
  paths: [
    {
      ...moved,
      changes: ['task 1', '(every project)', '(every person)'],
      remark: 'What TypeORM has loaded may be old by now.',
    },
    { ...saved, changes: ['task 1', '(every project)', '(every person)'] },
    { ...updated, changes: ['task 1', '(every project)', '(every person)'] },
    { ...withRelations, changes: ['task 1', '(every project)', '(every person)'] },
    { ...inserted, changes: ['task 4', '(project 1)', '(person 2)'] },
  ],
}

export const parentsTrusted: Theme = {
  title: 'Parents as they were loaded, else in bulk',
  world: tasksWorld,
  options: { touch: { unknown: 'bulk', exact: false } },
  paths: [
    {
      ...moved,
      changes: ['task 1', '(project 1)', '(project 2)', '(person 1)'],
      remark: 'TypeORM loads what it compares.',
    },
    {
      ...saved,
      changes: ['task 1', '(every project)', '(person 1)'],
      remark: 'The person is loaded: its column is mapped.',
    },
    { ...updated, changes: ['task 1', '(every project)', '(every person)'] },
    { ...withRelations, changes: ['task 1', '(project 1)', '(project 2)', '(person 1)'] },
    { ...inserted, changes: ['task 4', '(project 1)', '(person 2)'] },
  ],
}

export const parentsSkipped: Theme = {
  title: 'Parents left alone where the statement does not tell them',
  world: tasksWorld,
  options: { touch: { unknown: 'skip' } },
  paths: [
    { ...moved, changes: ['task 1', '(project 2)'], remark: 'Cached values of project 1 and person 1 may be stale.' },
    { ...saved, changes: ['task 1'] },
    { ...updated, changes: ['task 1'] },
    { ...byCriteria, changes: all, remark: 'In bulk all the same: the rows themselves are not known.' },
    { ...inserted, changes: ['task 4', '(project 1)', '(person 2)'] },
  ],
}
