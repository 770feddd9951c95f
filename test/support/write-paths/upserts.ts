import { Setting, settingsWorld } from './worlds/settings'
import { Task, tasksWorld } from './worlds/tasks'
import { mariadb, notSqlite, postgres } from './where'
import type { Theme } from './write-path'

const all = ['every task', '(every project)', '(every person)']

export const upserts: Theme = {
  title: 'Upserts',
  world: tasksWorld,
  paths: [
    {
      path: '`upsert`, a new row',
      write: ({ manager }) => manager.upsert(Task, { code: 't4', project: { id: 1 } }, ['code']),
      changes: all,
      instead: [
        { on: postgres, changes: ['task 4', '(every project)', '(every person)'] },
        { on: mariadb, changes: ['task 4', '(project 1)'] },
      ],
      remark: 'Only MariaDB tells that it was new; a row that was there may have belonged to any.',
    },
    {
      path: '`upsert`, a row that is there',
      write: ({ manager }) => manager.upsert(Task, { code: 't1', title: 'new' }, ['code']),
      changes: all,
      instead: [{ on: postgres, changes: ['task 1', '(every project)', '(every person)'] }],
      remark: 'Only `RETURNING` tells which.',
    },
    {
      path: '`upsert([…])`',
      write: ({ manager }) =>
        manager.upsert(
          Task,
          [
            { code: 't1', title: 'new' },
            { code: 't4', title: 'new' },
          ],
          { conflictPaths: { code: true } },
        ),
      changes: all,
      // The id that would have been the fourth was used up by the row that was there.
      instead: [{ on: postgres, changes: ['task 1', 'task 5', '(every project)', '(every person)'] }],
    },
    {
      path: '`upsert(…, { upsertType })`',
      write: ({ dataSource, manager }) =>
        manager.upsert(
          Task,
          { code: 't1', title: 'new' },
          {
            conflictPaths: ['code'],
            upsertType: dataSource.options.type === 'postgres' ? 'on-conflict-do-update' : 'on-duplicate-key-update',
          },
        ),
      changes: all,
      instead: [{ on: postgres, changes: ['task 1', '(every project)', '(every person)'] }],
      only: notSqlite,
    },
    {
      path: '`upsert(…, { indexPredicate })`',
      write: ({ manager }) =>
        manager.upsert(
          Task,
          { code: 't1', title: 'new' },
          { conflictPaths: ['code'], indexPredicate: 'code IS NOT NULL' },
        ),
      changes: ['task 1', '(every project)', '(every person)'],
      only: postgres,
    },
  ],
}

export const upsertsByName: Theme = {
  title: 'Upserts with a primary key of their own',
  world: settingsWorld,
  paths: [
    {
      path: '`upsert`, found by the primary key',
      write: ({ manager }) => manager.upsert(Setting, { name: 'size', label: 'Size', value: 'big' }, ['name']),
      changes: ['setting size'],
      instead: [{ on: mariadb, changes: ['every setting'] }],
      remark: 'MariaDB may have met another row, by its other unique key.',
    },
    {
      path: '`upsert`, a new row',
      write: ({ manager }) => manager.upsert(Setting, { name: 'weight', label: 'Weight' }, ['name']),
      changes: ['setting weight'],
    },
    {
      path: '`upsert`, found by another unique column',
      write: ({ manager }) => manager.upsert(Setting, { name: 'weight', label: 'Size' }, ['label']),
      changes: ['every setting'],
      remark: 'The row that was there gets another primary key.',
    },
    {
      path: '`upsert(…, { skipUpdateIfNoValuesChanged })`, nothing changed',
      write: ({ manager }) =>
        manager.upsert(
          Setting,
          { name: 'size', label: 'Size', value: 'small' },
          { conflictPaths: ['name'], skipUpdateIfNoValuesChanged: true },
        ),
      changes: [],
      only: postgres,
    },
    {
      path: '`upsert([…], { skipUpdateIfNoValuesChanged })`, one of two changed',
      write: ({ manager }) =>
        manager.upsert(
          Setting,
          [
            { name: 'colour', label: 'Colour', value: 'red' },
            { name: 'size', label: 'Size', value: 'big' },
          ],
          { conflictPaths: ['name'], skipUpdateIfNoValuesChanged: true },
        ),
      // Nothing is returned that would tell which one it was.
      changes: ['setting colour', 'setting size'],
      only: postgres,
    },
    {
      path: '`INSERT … ON CONFLICT (name) DO UPDATE`',
      write: ({ sql }) =>
        sql(
          "INSERT INTO settings (name, label, value) VALUES ('size', 'Size', 'big') " +
            'ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        ),
      changes: ['setting size'],
      only: { databases: ['postgres', 'better-sqlite3', 'sqljs'] },
    },
    {
      path: '`INSERT … ON DUPLICATE KEY UPDATE`, a row that is there',
      write: ({ sql }) =>
        sql(
          "INSERT INTO settings (name, label, value) VALUES ('size', 'Size', 'big') " +
            'ON DUPLICATE KEY UPDATE value = VALUES(value)',
        ),
      changes: ['every setting'],
      only: mariadb,
    },
    {
      path: '`INSERT … ON DUPLICATE KEY UPDATE`, a new row',
      write: ({ sql }) =>
        sql(
          "INSERT INTO settings (name, label) VALUES ('weight', 'Weight') ON DUPLICATE KEY UPDATE value = VALUES(value)",
        ),
      changes: ['setting weight'],
      only: mariadb,
    },
    {
      path: '`REPLACE INTO`, a row that is there',
      write: ({ sql }) => sql("REPLACE INTO settings (name, label, value) VALUES ('weight', 'Size', 'big')"),
      changes: ['every setting'],
      only: { databases: ['mariadb', 'better-sqlite3', 'sqljs'] },
      remark: 'It removes each row that it meets, by whatever unique key.',
    },
    {
      path: '`INSERT OR REPLACE`',
      write: ({ sql }) => sql("INSERT OR REPLACE INTO settings (name, label) VALUES ('weight', 'Size')"),
      changes: ['every setting'],
      only: { databases: ['better-sqlite3', 'sqljs'] },
    },
  ],
}
