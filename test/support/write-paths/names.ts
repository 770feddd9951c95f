import { tasksWorld } from './worlds/tasks'
import { Invoice, namesWorld } from './worlds/names'
import { postgres } from './where'
import type { Theme, World } from './write-path'

const all = ['every task', '(every project)']

export const visitsWorld: World = {
  ...tasksWorld,
  setUp: ({ sql }) => sql('CREATE TABLE visits (page INTEGER)'),
}

export const unmapped: Theme = {
  title: 'Tables that no entity maps',
  world: visitsWorld,
  paths: [
    {
      path: '`INSERT`, `UPDATE`, `DELETE`',
      write: async ({ sql }) => {
        await sql('INSERT INTO visits (page) VALUES (1)')
        await sql('UPDATE visits SET page = 2')
        await sql('DELETE FROM visits')
      },
      changes: ['anything'],
      remark: 'An event tells of the table, once.',
    },
    {
      path: '`INSERT … SELECT` from one that an entity maps',
      write: ({ sql }) => sql('INSERT INTO visits (page) SELECT id FROM tasks'),
      changes: ['anything'],
    },
  ],
}

export const names: Theme = {
  title: 'Schemas, quotes, partitions and views',
  world: namesWorld,
  only: postgres,
  options: { aliases: { open_tasks: 'tasks', 'archive.tasks_2025': 'tasks' } },
  paths: [
    {
      path: '`update(id, …)` in another schema',
      write: ({ manager }) => manager.update(Invoice, 1, { amount: 5 }),
      changes: ['invoice 1'],
    },
    {
      path: '`save` in another schema, a new row',
      write: ({ manager }) => manager.save(Invoice, { amount: 5 }),
      changes: ['invoice 2'],
    },
    {
      path: '`UPDATE sales.invoices`',
      write: ({ sql }) => sql('UPDATE sales.invoices SET amount = 5 WHERE id = 1'),
      changes: ['invoice 1'],
    },
    {
      path: '`UPDATE "sales"."invoices"`',
      write: ({ sql }) => sql('UPDATE "sales"."invoices" AS one SET amount = 5 WHERE one."id" = 1'),
      changes: ['invoice 1'],
    },
    {
      path: '`UPDATE invoices`, found by `search_path`',
      write: ({ dataSource }) =>
        dataSource.transaction(async (manager) => {
          await manager.query('SET LOCAL search_path TO sales')
          await manager.query('UPDATE invoices SET amount = 5 WHERE id = 1')
        }),
      changes: ['invoice 1'],
      remark: 'No table of the default schema has that name.',
    },
    {
      path: '`UPDATE tasks`, another table of that name by `search_path`',
      write: ({ dataSource }) =>
        dataSource.transaction(async (manager) => {
          await manager.query('SET LOCAL search_path TO archive')
          await manager.query("UPDATE tasks SET title = 'new' WHERE id = 1")
        }),
      changes: ['task 1', '(every project)'],
      remark: 'Taken for the one in the default schema; whom its row belongs to can not be read from the other.',
    },
    {
      path: '`UPDATE archive.tasks`, which no entity maps',
      write: ({ sql }) => sql("UPDATE archive.tasks SET title = 'new' WHERE id = 1"),
      changes: ['anything'],
    },
    {
      path: '`UPDATE public.tasks`',
      write: ({ sql }) => sql("UPDATE public.tasks SET title = 'new' WHERE id = 1"),
      changes: ['task 1', '(project 1)'],
    },
    {
      path: '`UPDATE` of a table whose name needs quotes',
      write: ({ sql }) => sql(`UPDATE "Plan B" SET "Step 1" = 'new' WHERE "Id" = 1`),
      changes: ['plan 1'],
    },
    {
      path: '`UPDATE` of a view that stands for a table by `aliases`',
      write: ({ sql }) => sql("UPDATE open_tasks SET title = 'new' WHERE id = 1"),
      changes: all,
      remark: 'The columns of a view may be other ones.',
    },
    {
      path: '`DELETE` from a partition that stands for its table by `aliases`',
      write: ({ sql }) => sql('DELETE FROM archive.tasks_2025 WHERE id = 9'),
      changes: all,
    },
    {
      path: '`INSERT` into a partition that stands for its table by `aliases`',
      write: ({ sql }) => sql("INSERT INTO archive.tasks_2025 (id, title) VALUES (8, '')"),
      changes: all,
    },
    {
      path: '`UPDATE` of a partition without an alias',
      hidesChanges: true,
      write: ({ sql }) => sql("UPDATE archive.tasks_2024 SET title = 'new'"),
      changes: ['anything'],
      remark: 'It is not known to stand for another table.',
    },
  ],
}
