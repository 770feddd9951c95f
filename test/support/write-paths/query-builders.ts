import { Person, Task, tasksWorld } from './worlds/tasks'
import { notMariadb, notPostgres, postgres, typeorm1 } from './where'
import type { At, Theme } from './write-path'

const all = ['every task', '(every project)', '(every person)']
const insert = ({ manager }: At) => manager.createQueryBuilder().insert().into(Task)
const update = ({ manager }: At) => manager.createQueryBuilder().update(Task).set({ title: 'new' })
const remove = ({ manager }: At) => manager.createQueryBuilder().delete().from(Task)

export const queryBuilders: Theme = {
  title: 'Query builders',
  world: tasksWorld,
  paths: [
    {
      path: '`insert`',
      write: (at) =>
        insert(at)
          .values({ code: 't4', project: { id: 1 } })
          .execute(),
      changes: ['task 4', '(project 1)'],
    },
    {
      path: "`insert`, into the table's name",
      write: ({ manager }) =>
        manager
          .createQueryBuilder()
          .insert()
          .into('tasks')
          .values({ code: 't4', project: { id: 1 } })
          .execute(),
      changes: ['task 4', '(project 1)'],
    },
    {
      path: '`insert` with `returning`',
      write: (at) => insert(at).values({ code: 't4', personId: 1 }).returning('*').execute(),
      changes: ['task 4', '(person 1)'],
      only: postgres,
    },
    {
      path: '`insert` with `callListeners(false)`',
      write: (at) => insert(at).values({ code: 't4', personId: 1 }).callListeners(false).execute(),
      changes: ['task 4', '(person 1)'],
    },
    {
      path: '`insert` with `updateEntity(false)`',
      write: (at) => insert(at).values({ code: 't4', personId: 1 }).updateEntity(false).execute(),
      changes: ['task 4', '(person 1)'],
      instead: [{ on: postgres, changes: ['every task', '(person 1)'] }],
      remark: 'Without `RETURNING`, PostgreSQL does not tell the new id.',
    },
    {
      path: '`insert` with `orIgnore`, a new row',
      write: (at) => insert(at).values({ code: 't4', personId: 1 }).orIgnore().execute(),
      changes: ['task 4', '(person 1)'],
    },
    {
      path: '`insert` with `orIgnore`, a row that is there',
      write: (at) => insert(at).values({ code: 't1', personId: 1 }).orIgnore().updateEntity(false).execute(),
      changes: [],
    },
    {
      path: '`insert` with `orIgnore`, several rows of which one is there',
      write: (at) =>
        insert(at)
          .values([{ code: 't1' }, { code: 't4' }])
          .orIgnore()
          .execute(),
      // The id that would have been the fourth was used up by the row that was there.
      changes: ['task 5'],
      instead: [{ on: notPostgres, changes: ['task 4', 'task 5'] }],
      remark: 'Elsewhere one id too many is taken for new.',
    },
    {
      path: '`insert` with `orUpdate`',
      write: (at) => insert(at).values({ code: 't1', title: 'new' }).orUpdate(['title'], ['code']).execute(),
      changes: all,
      instead: [{ on: postgres, changes: ['task 1', '(every project)', '(every person)'] }],
    },
    {
      path: '`insert` with `valuesFromSelect`',
      write: ({ manager }) =>
        manager
          .createQueryBuilder()
          .insert()
          .into(Person, ['name'])
          .valuesFromSelect((select) => select.select('task.title').from(Task, 'task').where('task.id = 1'))
          .execute(),
      changes: ['every person'],
      instead: [{ on: postgres, changes: ['person 3'] }],
      only: typeorm1,
    },
    {
      path: '`update` by id',
      write: (at) => update(at).where('id = :id', { id: 1 }).execute(),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`update` by several ids',
      write: (at) =>
        update(at)
          .where('id IN (:...ids)', { ids: [1, 3] })
          .execute(),
      changes: ['task 1', 'task 3'],
      read: ['project 1', 'project 2', 'person 1'],
    },
    {
      path: '`update` with `whereInIds`',
      write: (at) => update(at).whereInIds([1, 3]).execute(),
      changes: ['task 1', 'task 3'],
      read: ['project 1', 'project 2', 'person 1'],
    },
    {
      path: '`update` with `orWhere`, by ids',
      write: (at) => update(at).where({ id: 1 }).orWhere({ id: 2 }).execute(),
      changes: ['task 1', 'task 2'],
      read: ['project 1', 'project 2', 'person 1', 'person 2'],
    },
    {
      path: '`update` with `orWhere`, by another column',
      write: (at) => update(at).where({ id: 1 }).orWhere({ title: 'two' }).execute(),
      changes: all,
    },
    {
      path: '`update` by criteria',
      write: (at) => update(at).where('title = :title', { title: 'one' }).execute(),
      changes: all,
    },
    {
      path: '`update` by criteria, with `returning`',
      write: (at) => update(at).where('title = :title', { title: 'one' }).returning('id').execute(),
      changes: ['task 1', '(every project)', '(every person)'],
      only: postgres,
      remark: 'RETURNING names the rows after the update, but not their parents.',
    },
    {
      path: '`update` without a condition',
      write: (at) => update(at).execute(),
      changes: all,
    },
    {
      path: '`update` by a subquery',
      write: (at) => update(at).where('id IN (SELECT MIN(people.id) FROM people)').execute(),
      changes: all,
    },
    {
      path: '`update` with `callListeners(false)`',
      write: (at) => update(at).where({ id: 1 }).callListeners(false).execute(),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`update` with `updateEntity(false)`',
      write: (at) =>
        update(at)
          .whereEntity(Object.assign(new Task(), { id: 1 }))
          .updateEntity(false)
          .execute(),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`update` with `useTransaction(true)`',
      write: (at) => update(at).where({ id: 1 }).useTransaction(true).execute(),
      changes: ['task 1', '(project 1)', '(person 1)'],
    },
    {
      path: '`delete` by id',
      write: (at) => remove(at).where('id = :id', { id: 1 }).execute(),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`delete` by criteria',
      write: (at) => remove(at).where('title = :title', { title: 'one' }).execute(),
      changes: all,
    },
    {
      path: '`delete` by criteria, with `returning`',
      write: (at) => remove(at).where('title = :title', { title: 'one' }).returning('id').execute(),
      changes: ['task 1', '(every project)', '(every person)'],
      only: postgres,
    },
    {
      path: '`softDelete` by id',
      write: (at) => at.manager.createQueryBuilder().softDelete().from(Task).where({ id: 1 }).execute(),
      changes: ['task 1'],
      read: ['project 1', 'person 1'],
    },
    {
      path: '`softDelete` by criteria',
      write: (at) => at.manager.createQueryBuilder().softDelete().from(Task).where({ title: 'one' }).execute(),
      changes: all,
    },
    {
      path: '`restore` by id',
      given: ({ manager }) => manager.softDelete(Task, 3),
      write: (at) => at.manager.createQueryBuilder().restore().from(Task).where({ id: 3 }).execute(),
      changes: ['task 3'],
      read: ['project 2', 'person'],
    },
    {
      path: '`addCommonTableExpression`, one that writes before a `select`',
      write: ({ manager }) =>
        manager
          .createQueryBuilder()
          .addCommonTableExpression("UPDATE tasks SET title = 'new' WHERE id = 1 RETURNING id", 'changed')
          .select('person.id')
          .from(Person, 'person')
          .getMany(),
      changes: ['task 1', '(project 1)', '(person 1)'],
      only: postgres,
      remark: 'The command that PostgreSQL reports is SELECT.',
    },
    {
      path: '`addCommonTableExpression`, one that reads before an `update`',
      write: (at) =>
        update(at)
          .addCommonTableExpression('SELECT MIN(people.id) AS id FROM people', 'first')
          .where('id IN (SELECT id FROM first)')
          .execute(),
      changes: all,
      only: notMariadb,
    },
    {
      path: '`getMany`, `getCount`, `getRawMany`',
      write: async ({ manager }) => {
        const select = manager.createQueryBuilder(Task, 'task').leftJoinAndSelect('task.project', 'project')
        await select.getMany()
        await select.getCount()
        await select.getRawMany()
      },
      changes: [],
    },
  ],
}
