import { withQueryRunner } from '../databases/with-query-runner'
import { notSqlite, postgres } from './where'
import { tasksWorld } from './worlds/tasks'
import type { At, Theme, World, WritePath } from './write-path'

const body = "UPDATE tasks SET title = 'new' WHERE id = 1"

export const unknownWorld: World = {
  ...tasksWorld,
  setUp: async ({ dataSource, sql }: At) => {
    if (dataSource.options.type === 'postgres') {
      await sql(`CREATE FUNCTION rename_task() RETURNS void LANGUAGE sql AS $$ ${body} $$`)
      await sql(`CREATE PROCEDURE rename_tasks() LANGUAGE sql AS $$ ${body} $$`)
      await sql(`CREATE FUNCTION triggered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NULL; END $$`)
      await sql('CREATE TRIGGER renaming AFTER UPDATE ON people FOR EACH ROW EXECUTE FUNCTION triggered()')
    } else {
      await sql(`CREATE FUNCTION rename_task() RETURNS INTEGER MODIFIES SQL DATA BEGIN ${body}; RETURN 1; END`)
      await sql(`CREATE PROCEDURE rename_tasks() ${body}`)
      await sql(`CREATE TRIGGER renaming AFTER UPDATE ON people FOR EACH ROW ${body}`)
    }
  },
}

const call: WritePath = { path: '`CALL`', write: ({ sql }) => sql('CALL rename_tasks()'), changes: ['everything'] }
const block: WritePath = {
  path: '`DO`',
  write: ({ sql }) => sql(`DO $$ BEGIN ${body}; END $$`),
  changes: ['everything'],
  only: postgres,
}
const execute: WritePath = {
  path: '`EXECUTE` of a prepared statement',
  write: (at) =>
    withQueryRunner(at, async (queryRunner) => {
      await queryRunner.query(
        at.dataSource.options.type === 'postgres'
          ? `PREPARE renaming AS ${body}`
          : `PREPARE renaming FROM '${body.replaceAll("'", "''")}'`,
      )
      await queryRunner.query('EXECUTE renaming')
      await queryRunner.query('DEALLOCATE PREPARE renaming')
    }),
  changes: ['everything'],
}
const writingFunction: WritePath = {
  path: '`SELECT` of a function that writes',
  write: ({ sql }) => sql('SELECT rename_task()'),
  changes: [],
}

export const unknownWrites: Theme = {
  title: "Statements whose effect can't be known",
  world: unknownWorld,
  only: notSqlite,
  options: { writingFunctions: ['rename_task'] },
  paths: [
    call,
    block,
    execute,
    { ...writingFunction, changes: ['everything'] },
    {
      path: '`UPDATE` that calls one',
      write: ({ sql }) => sql("UPDATE people SET name = CONCAT('new', rename_task()) WHERE id = 1"),
      changes: ['everything'],
    },
    { path: 'A function of that name in a string', write: ({ sql }) => sql("SELECT 'rename_task()'"), changes: [] },
    {
      path: '`CALL` in a transaction, rolled back',
      write: ({ dataSource }) =>
        dataSource
          .transaction(async (manager) => {
            await manager.query('CALL rename_tasks()')
            throw new Error('changed my mind')
          })
          .catch(() => undefined),
      changes: [],
    },
  ],
}

export const ignoredUnknownWrites: Theme = {
  title: "Ignoring statements whose effect can't be known",
  hidesChanges: true,
  world: unknownWorld,
  only: notSqlite,
  options: { writingFunctions: ['rename_task'], onUnknownWrite: 'ignore' },
  paths: [call, block, execute, writingFunction].map((path) => ({ ...path, changes: [] })),
}

export const unseen: Theme = {
  title: 'Writes that change too little',
  hidesChanges: true,
  world: unknownWorld,
  only: notSqlite,
  paths: [
    { ...writingFunction, remark: 'Not named in `writingFunctions`.' },
    {
      path: 'A trigger',
      write: ({ sql }) => sql("UPDATE people SET name = 'new' WHERE id = 1"),
      changes: ['person 1'],
      remark: 'Not the task that the trigger has changed.',
    },
    {
      path: "The driver's own connection",
      write: (at) =>
        withQueryRunner(at, async (queryRunner) => {
          const connection = (await queryRunner.connect()) as { query(sql: string, done: () => void): void }
          await new Promise<void>((resolve) => {
            connection.query(body, () => {
              resolve()
            })
          })
        }),
      changes: [],
    },
  ],
}
