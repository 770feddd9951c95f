import { tasksWorld } from './worlds/tasks'
import { mariadb, notMariadb, notSqlite, postgres } from './where'
import type { Theme } from './write-path'

const all = ['every task', '(every project)', '(every person)']

export const rawCommands: Theme = {
  title: 'Other commands of SQL',
  world: tasksWorld,
  paths: [
    {
      path: '`TRUNCATE`',
      write: ({ sql }) => sql('TRUNCATE TABLE tasks'),
      changes: all,
      only: notSqlite,
    },
    {
      path: '`TRUNCATE … CASCADE`',
      write: ({ sql }) => sql('TRUNCATE projects CASCADE'),
      changes: ['every task', 'every project', '(every person)'],
      only: postgres,
      remark: 'The tables that refer to it are emptied with it.',
    },
    {
      path: '`MERGE`',
      write: ({ sql }) =>
        sql(
          'MERGE INTO tasks USING (VALUES (1)) AS wanted (id) ON tasks.id = wanted.id ' +
            "WHEN MATCHED THEN UPDATE SET title = 'new'",
        ),
      changes: all,
      only: postgres,
    },
    {
      path: '`COPY … FROM PROGRAM`',
      write: ({ sql }) => sql("COPY tasks (code, title) FROM PROGRAM 'echo t4,four' WITH (FORMAT csv)"),
      changes: all,
      only: postgres,
    },
    {
      path: '`COPY … TO PROGRAM`',
      write: ({ sql }) => sql("COPY tasks TO PROGRAM 'cat > /dev/null'"),
      changes: [],
      only: postgres,
    },
    {
      path: '`WITH … (UPDATE …) SELECT`',
      write: ({ sql }) =>
        sql("WITH changed AS (UPDATE tasks SET title = 'new' WHERE id = 1 RETURNING id) SELECT * FROM changed"),
      changes: ['task 1', '(project 1)', '(person 1)'],
      only: postgres,
    },
    {
      path: '`WITH … (DELETE …) INSERT`',
      write: ({ sql }) =>
        sql(
          'WITH gone AS (DELETE FROM tasks WHERE id = 1 RETURNING title) INSERT INTO people (name) SELECT title FROM gone',
        ),
      changes: ['task 1', '(project 1)', 'every person'],
      only: postgres,
    },
    {
      path: '`WITH … (SELECT …) UPDATE`',
      write: ({ sql }) =>
        sql("WITH first AS (SELECT 1 AS id) UPDATE tasks SET title = 'new' WHERE id IN (SELECT id FROM first)"),
      changes: all,
      only: notMariadb,
    },
    {
      path: 'Several statements in one text',
      write: ({ sql }) => sql("UPDATE tasks SET title = 'new' WHERE id = 1; DELETE FROM tasks WHERE id = 3"),
      changes: ['task 1', 'task 3', '(project 1)', '(project 2)', '(person 1)'],
      only: postgres,
    },
    {
      path: '`EXPLAIN ANALYZE UPDATE`',
      write: ({ sql }) => sql("EXPLAIN ANALYZE UPDATE tasks SET title = 'new' WHERE id = 1"),
      changes: ['task 1', '(project 1)', '(person 1)'],
      only: postgres,
    },
    {
      path: '`EXPLAIN ("analyze") UPDATE`',
      write: ({ sql }) => sql(`EXPLAIN ("analyze") UPDATE tasks SET title = 'new' WHERE id = 1`),
      changes: ['task 1', '(project 1)', '(person 1)'],
      only: postgres,
    },
    {
      path: '`ANALYZE UPDATE`',
      write: ({ sql }) => sql("ANALYZE UPDATE tasks SET title = 'new' WHERE id = 1"),
      changes: ['task 1', '(project 1)', '(person 1)'],
      only: mariadb,
    },
    {
      path: '`EXPLAIN UPDATE`',
      write: ({ sql }) => sql("EXPLAIN UPDATE tasks SET title = 'new' WHERE id = 1"),
      changes: [],
    },
    {
      path: 'Reads with names of tables and words that write',
      write: async ({ sql }) => {
        await sql("SELECT 'UPDATE tasks SET title = 1; DELETE FROM tasks' AS text")
        await sql(
          'SELECT title AS updated FROM tasks -- DELETE FROM tasks\n WHERE id = 1 /* UPDATE tasks SET id = 2 */',
        )
        await sql("SELECT code FROM tasks WHERE title = 'TRUNCATE tasks' OR title = 'INSERT INTO tasks VALUES (1)'")
        await sql('WITH deleted AS (SELECT id FROM tasks) SELECT COUNT(*) FROM deleted')
      },
      changes: [],
    },
    {
      path: '`SELECT … FOR UPDATE`',
      write: ({ sql }) => sql('SELECT id FROM tasks WHERE id = 1 FOR UPDATE'),
      changes: [],
      only: notSqlite,
    },
    {
      path: '`SHOW`, `SET`, `PRAGMA`, `ANALYZE`, `VACUUM`',
      write: async ({ dataSource, sql }) => {
        const statements = {
          postgres: ["SET application_name TO 'update tasks'", 'SHOW search_path', 'ANALYZE tasks', 'VACUUM tasks'],
          mysql: ['SET @tasks = 1', 'SHOW TABLES', 'ANALYZE TABLE tasks'],
          sqlite: ['PRAGMA table_info(tasks)', 'ANALYZE tasks', 'VACUUM'],
        }
        const { type } = dataSource.options
        for (const one of statements[type === 'postgres' || type === 'mysql' ? type : 'sqlite']) await sql(one)
      },
      changes: [],
    },
  ],
}
