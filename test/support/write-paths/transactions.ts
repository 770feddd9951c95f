import { withQueryRunner } from '../databases/with-query-runner'
import { notSqlite, postgres, sqlite } from './where'
import { Task, tasksWorld } from './worlds/tasks'
import type { At, Theme } from './write-path'

const rename = (id: number): string => `UPDATE tasks SET title = 'new' WHERE id = ${String(id)}`
/** Others on the connection have seen what is rolled back. */
const shared = [{ on: sqlite, changes: ['task 1'], read: ['project 1', 'person 1'] }]
const sharedWith2 = [
  { on: sqlite, changes: ['task 1', 'task 2'], read: ['project 1', 'project 2', 'person 1', 'person 2'] },
]
const task1 = { changes: ['task 1'], read: ['project 1', 'person 1'] }
/** TypeORM waits for what is done before its own COMMIT. */
const task1Inside = { changes: ['task 1', '(project 1)', '(person 1)'] }

export const transactions: Theme = {
  title: 'Transactions',
  world: tasksWorld,
  paths: [
    {
      path: '`transaction`, committed',
      write: ({ dataSource }) =>
        dataSource.transaction(async (manager) => {
          await manager.update(Task, 1, { title: 'new' })
          await manager.save(Task, { id: 3, title: 'new' })
        }),
      changes: ['task 1', 'task 3', '(project 1)', '(person 1)', '(project 2)'],
    },
    {
      path: '`transaction`, rolled back',
      write: ({ dataSource }) =>
        dataSource
          .transaction(async (manager) => {
            await manager.update(Task, 1, { title: 'new' })
            throw new Error('changed my mind')
          })
          .catch(() => undefined),
      changes: [],
      instead: shared,
    },
    {
      path: '`transaction` within another, rolled back alone',
      write: ({ dataSource }) =>
        dataSource.transaction(async (manager) => {
          await manager.update(Task, 1, { title: 'new' })
          await manager
            .transaction(async (inner) => {
              await inner.update(Task, 2, { title: 'new' })
              throw new Error('changed my mind')
            })
            .catch(() => undefined)
        }),
      ...task1,
      instead: sharedWith2,
    },
    {
      path: '`queryRunner.startTransaction`, `queryRunner.commitTransaction`',
      write: (at) =>
        withQueryRunner(at, async (queryRunner) => {
          await queryRunner.startTransaction()
          await queryRunner.query(rename(1))
          await queryRunner.commitTransaction()
        }),
      ...task1Inside,
    },
    {
      path: '`queryRunner.startTransaction`, `queryRunner.rollbackTransaction`',
      write: (at) =>
        withQueryRunner(at, async (queryRunner) => {
          await queryRunner.startTransaction()
          await queryRunner.query(rename(1))
          await queryRunner.rollbackTransaction()
        }),
      changes: [],
      instead: shared,
    },
    {
      path: '`BEGIN`, `COMMIT`',
      write: (at) => run(at, ['BEGIN', rename(1), 'COMMIT']),
      ...task1,
    },
    {
      path: '`BEGIN`, `ROLLBACK`',
      write: (at) => run(at, ['BEGIN', rename(1), 'ROLLBACK']),
      changes: [],
      instead: shared,
    },
    {
      path: '`START TRANSACTION`, `COMMIT AND CHAIN`, `ROLLBACK`',
      write: (at) => run(at, ['START TRANSACTION', rename(1), 'COMMIT AND CHAIN', rename(2), 'ROLLBACK']),
      ...task1,
      only: notSqlite,
    },
    {
      path: '`BEGIN`, `save`, `ROLLBACK`',
      write: (at) =>
        withQueryRunner(at, async (queryRunner) => {
          await queryRunner.query('BEGIN')
          await queryRunner.manager.save(Task, { id: 1, title: 'new' })
          await queryRunner.query('ROLLBACK')
        }),
      changes: ['task 1', '(project 1)', '(person 1)'],
      only: notSqlite,
      remark: 'TypeORM does not know of the transaction, and `save` commits it.',
    },
    {
      path: '`SAVEPOINT`, `ROLLBACK TO`',
      write: (at) => run(at, ['BEGIN', rename(1), 'SAVEPOINT here', rename(2), 'ROLLBACK TO here', 'COMMIT']),
      ...task1,
      instead: sharedWith2,
    },
    {
      path: '`SAVEPOINT`, `RELEASE SAVEPOINT`',
      write: (at) => run(at, ['BEGIN', rename(1), 'SAVEPOINT here', rename(3), 'RELEASE SAVEPOINT here', 'COMMIT']),
      changes: ['task 1', 'task 3'],
      read: ['project 1', 'project 2', 'person 1'],
    },
    {
      path: '`SAVEPOINT` of its own in `transaction`',
      write: ({ dataSource }) =>
        dataSource.transaction(async (manager) => {
          await manager.query(rename(1))
          await manager.query('SAVEPOINT here')
          await manager.query(rename(2))
          await manager.query('ROLLBACK TO SAVEPOINT here')
        }),
      ...task1,
      instead: sharedWith2,
    },
    {
      path: '`COMMIT` in `transaction`, which then fails',
      write: ({ dataSource }) =>
        dataSource
          .transaction(async (manager) => {
            await manager.query(rename(1))
            await manager.query('COMMIT')
            throw new Error('too late')
          })
          .catch(() => undefined),
      ...task1,
    },
    {
      path: '`ROLLBACK` in `transaction`, which then succeeds',
      write: ({ dataSource }) =>
        dataSource
          .transaction(async (manager) => {
            await manager.query(rename(1))
            await manager.query('ROLLBACK')
          })
          .catch(() => undefined),
      changes: [],
      instead: shared,
    },
    {
      path: 'A statement that fails in `transaction`, unnoticed',
      write: ({ dataSource }) =>
        dataSource.transaction(async (manager) => {
          await manager.query(rename(1))
          await manager.query('SELECT 1 / 0').catch(() => undefined)
        }),
      changes: [],
      only: postgres,
      remark: 'PostgreSQL answers COMMIT with ROLLBACK.',
    },
  ],
}

async function run(at: At, statements: readonly string[]): Promise<void> {
  await withQueryRunner(at, async (queryRunner) => {
    for (const statement of statements) await queryRunner.query(statement)
  })
}
