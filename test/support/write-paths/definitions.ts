import { type QueryRunner, TableColumn } from 'typeorm'
import { withQueryRunner } from '../databases/with-query-runner'
import { mariadb, postgres } from './where'
import { tasksWorld } from './worlds/tasks'
import type { Theme } from './write-path'

const projectsAndTasks = ['every project', 'every task']

export const definitions: Theme = {
  title: 'Definitions',
  world: tasksWorld,
  paths: [
    {
      path: '`ALTER TABLE`',
      write: async ({ sql }) => {
        await sql('ALTER TABLE tasks ADD COLUMN extra INTEGER')
        await sql('ALTER TABLE tasks DROP COLUMN extra')
      },
      changes: ['every task'],
    },
    {
      path: '`ALTER TABLE`, of a table that others refer to',
      write: async ({ sql }) => {
        await sql('ALTER TABLE projects ADD COLUMN extra INTEGER')
        await sql('ALTER TABLE projects DROP COLUMN extra')
      },
      changes: projectsAndTasks,
    },
    {
      path: '`ALTER TABLE … RENAME`',
      write: async ({ sql }) => {
        await sql('ALTER TABLE people RENAME TO persons')
        await sql('ALTER TABLE persons RENAME TO people')
      },
      changes: ['every person', 'every task'],
    },
    {
      path: 'A write in the transaction of a definition',
      write: async ({ dataSource, sql }) => {
        await dataSource.transaction(async (manager) => {
          await manager.query('ALTER TABLE tasks RENAME COLUMN project_id TO parent_id')
          await manager.query("UPDATE tasks SET title = 'new' WHERE id = 1")
        })
        await sql('ALTER TABLE tasks RENAME COLUMN parent_id TO project_id')
      },
      changes: ['every task', '(every project)', '(every person)'],
      // It takes the quoted name of a column that isn't there for a text.
      instead: [{ on: { databases: ['sqljs'] }, changes: ['every task', '(every project)', '(person 1)'] }],
      warning: /The parents and scopes of changed rows of tasks could not be read/,
      remark: 'Whom the row belongs to is not to be read while its column has another name.',
    },
    {
      path: '`CREATE INDEX`, `DROP INDEX`',
      write: async ({ dataSource, sql }) => {
        await sql('CREATE INDEX by_title ON tasks (title)')
        await sql(dataSource.options.type === 'mysql' ? 'DROP INDEX by_title ON tasks' : 'DROP INDEX by_title')
      },
      changes: [],
    },
    {
      path: '`CREATE TABLE`, `DROP TABLE` of a table that no entity maps',
      write: async ({ sql }) => {
        await sql('CREATE TABLE others (id INTEGER)')
        await sql('DROP TABLE others')
      },
      changes: ['anything'],
    },
    {
      path: '`CREATE TABLE … AS SELECT`',
      write: async ({ sql }) => {
        await sql('CREATE TABLE others AS SELECT id FROM tasks')
        await sql('DROP TABLE others')
      },
      changes: ['anything'],
    },
    {
      path: '`SELECT … INTO` a new table',
      write: async ({ sql }) => {
        await sql('SELECT id INTO others FROM tasks')
        await sql('DROP TABLE others')
      },
      changes: ['anything'],
      only: postgres,
    },
    {
      path: '`queryRunner.addColumn`, `queryRunner.dropColumn`',
      write: async (at) =>
        withQueryRunner(at, async (queryRunner) => {
          await queryRunner.addColumn('tasks', new TableColumn({ name: 'extra', type: 'integer', isNullable: true }))
          await queryRunner.dropColumn('tasks', 'extra')
        }),
      changes: ['every task'],
    },
    {
      path: '`synchronize`, nothing to do',
      write: ({ dataSource }) => dataSource.synchronize(),
      changes: [],
      instead: [{ on: mariadb, changes: ['every task'] }],
      remark: 'On MariaDB TypeORM finds something to do.',
    },
    {
      path: '`synchronize(true)`',
      write: ({ dataSource }) => dataSource.synchronize(true),
      changes: ['every task', 'every project', 'every person'],
    },
    {
      path: '`dropDatabase`, and `synchronize` after it',
      write: async ({ dataSource }) => {
        await dataSource.dropDatabase()
        await dataSource.synchronize()
      },
      changes: ['every task', 'every project', 'every person'],
    },
    {
      path: '`DROP SCHEMA`',
      write: async ({ sql }) => {
        await sql('CREATE SCHEMA old')
        await sql('DROP SCHEMA old CASCADE')
      },
      changes: ['everything'],
      only: postgres,
      remark: 'What was in it is not told.',
    },
    {
      path: 'A transaction that a definition commits',
      write: (at) =>
        at.dataSource
          .transaction(async (manager) => {
            await at.sql("UPDATE people SET name = 'new' WHERE id = 1", [], manager)
            await at.sql('CREATE TABLE others (id INTEGER)', [], manager)
            throw new Error('too late')
          })
          .catch(() => at.sql('DROP TABLE others')),
      changes: ['person 1'],
      only: mariadb,
      remark: 'MariaDB commits before each definition, so the rollback comes too late.',
    },
  ],
}

export const migrations: Theme = {
  title: 'Migrations that the application runs',
  world: { ...tasksWorld, dataSource: { migrations: [renamingMigration()] } },
  paths: [
    {
      path: '`runMigrations`',
      write: async ({ dataSource }) => {
        await dataSource.runMigrations({ transaction: 'all' })
        await dataSource.undoLastMigration()
      },
      changes: ['person 1', 'task 2', '(project 2)', 'person 2'],
    },
  ],
}

function renamingMigration() {
  return class Renaming1700000000000 {
    async up(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query("UPDATE people SET name = 'new' WHERE id = 1")
      await queryRunner.manager.save('Task', { id: 2, title: 'new' })
    }

    async down(): Promise<void> {
      await Promise.resolve()
    }
  }
}
