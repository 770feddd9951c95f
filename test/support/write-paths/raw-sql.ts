import type { DataSource } from 'typeorm'
import { tasksWorld } from './worlds/tasks'
import { mariadb, notMariadb, postgres, sqlite } from './where'
import type { Theme } from './write-path'

const all = ['every task', '(every project)', '(every person)']
const task1 = { changes: ['task 1'], read: ['project 1', 'person 1'] }

export const rawSql: Theme = {
  title: 'SQL of your own',
  world: tasksWorld,
  paths: [
    {
      path: '`INSERT`',
      write: ({ sql }) => sql('INSERT INTO tasks (code, project_id, person_id) VALUES (?, ?, ?)', ['t4', 1, 2]),
      changes: ['task 4', '(project 1)', '(person 2)'],
      instead: [{ on: postgres, changes: ['every task', '(project 1)', '(person 2)'] }],
      remark: 'PostgreSQL does not tell the new id.',
    },
    {
      path: '`INSERT`, several rows',
      write: ({ sql }) => sql("INSERT INTO tasks (code, project_id) VALUES ('t4', 1), ('t5', NULL)"),
      changes: ['task 4', 'task 5', '(project 1)'],
      instead: [{ on: postgres, changes: ['every task', '(project 1)'] }],
    },
    {
      path: '`INSERT` with the id',
      write: ({ sql }) => sql("INSERT INTO tasks (id, code, project_id) VALUES (9, 't9', 1)"),
      changes: ['task 9', '(project 1)'],
    },
    {
      path: '`INSERT … RETURNING id`',
      write: ({ sql }) => sql("INSERT INTO tasks (code, project_id) VALUES ('t4', 1) RETURNING id"),
      changes: ['task 4', '(project 1)'],
    },
    {
      path: '`INSERT … SELECT`',
      write: ({ sql }) => sql("INSERT INTO tasks (code) SELECT CONCAT('new ', tasks.code) FROM tasks"),
      changes: all,
    },
    {
      path: '`INSERT … SET`',
      write: ({ sql }) => sql("INSERT INTO tasks SET code = 't4', project_id = 1"),
      changes: ['task 4', '(project 1)'],
      only: mariadb,
    },
    {
      path: '`UPDATE`, with parameters',
      write: ({ sql }) => sql('UPDATE tasks SET title = ? WHERE id = ?', ['new', 1]),
      ...task1,
    },
    {
      path: '`UPDATE`, with literals',
      write: ({ sql }) => sql("UPDATE tasks SET title = 'new' WHERE id = 1"),
      ...task1,
    },
    {
      path: '`UPDATE`, quoted',
      write: ({ sql, quoted }) => sql(`UPDATE ${quoted('tasks')} SET title = 'new' WHERE ${quoted('id')} = 1`),
      ...task1,
    },
    {
      path: '`UPDATE`, with the default schema',
      write: ({ dataSource, sql }) => sql(`UPDATE ${schemaOf(dataSource)}.tasks SET title = 'new' WHERE id = 1`),
      ...task1,
    },
    {
      path: '`UPDATE`, with an alias',
      write: ({ sql }) => sql("UPDATE tasks AS task SET title = 'new' WHERE task.id = 1"),
      ...task1,
    },
    {
      path: '`UPDATE`, with comments',
      write: ({ sql }) => sql("/* SELECT */ UPDATE -- people\n tasks SET title = 'new' /* all? */ WHERE id = 1 -- no"),
      ...task1,
    },
    {
      path: '`UPDATE`, in mixed case, over several lines',
      write: ({ sql }) => sql("\n  uPdAtE tasks\n\tsEt Title = 'new'\n  wHeRe ID = 1;\n"),
      ...task1,
    },
    {
      path: '`UPDATE … WHERE id IN (…)`',
      write: ({ sql }) => sql("UPDATE tasks SET title = 'new' WHERE id IN (1, ?)", [3]),
      changes: ['task 1', 'task 3'],
      read: ['project 1', 'project 2', 'person 1'],
    },
    {
      path: '`UPDATE … WHERE id = ANY (…)`',
      write: ({ sql }) => sql("UPDATE tasks SET title = 'new' WHERE id = ANY (?)", [[1, 3]]),
      changes: ['task 1', 'task 3', '(project 1)', '(project 2)', '(person 1)'],
      only: postgres,
    },
    {
      path: '`UPDATE … WHERE id = … OR id = …`',
      write: ({ sql }) => sql("UPDATE tasks SET title = 'new' WHERE id = 1 OR (id = 3 AND title <> 'x')"),
      changes: ['task 1', 'task 3'],
      read: ['project 1', 'project 2', 'person 1'],
    },
    {
      path: '`UPDATE … WHERE` anything else',
      write: ({ sql }) => sql("UPDATE tasks SET title = 'new' WHERE id < 2"),
      changes: all,
    },
    {
      path: '`UPDATE … WHERE id IN (SELECT …)`',
      write: ({ sql }) => sql("UPDATE tasks SET title = 'new' WHERE id IN (SELECT MIN(people.id) FROM people)"),
      changes: all,
    },
    {
      path: '`UPDATE … RETURNING id`',
      write: ({ sql }) => sql("UPDATE tasks SET title = 'new' WHERE title = 'one' RETURNING id"),
      changes: ['task 1', '(every project)', '(every person)'],
      only: notMariadb,
      remark: 'RETURNING names the rows after the update, but not their parents.',
    },
    {
      path: '`UPDATE` that finds no row',
      write: ({ sql }) => sql("UPDATE tasks SET title = 'new' WHERE title = 'none'"),
      changes: [],
    },
    {
      path: '`UPDATE` to the value that is there',
      write: ({ sql }) => sql("UPDATE tasks SET title = 'one' WHERE id = 1"),
      ...task1,
      instead: [{ on: mariadb, changes: [] }],
      remark: 'Only MariaDB tells.',
    },
    {
      path: '`UPDATE` that fails',
      write: ({ sql }) => sql("UPDATE tasks SET code = 't2' WHERE id = 1").catch(() => undefined),
      changes: [],
      instead: [{ on: sqlite, ...task1 }],
      remark: 'By a conflict clause or a trigger, SQLite may keep rows of what it refuses.',
    },
    {
      path: '`UPDATE … FROM`',
      write: ({ sql }) => sql('UPDATE tasks SET title = people.name FROM people WHERE tasks.person_id = people.id'),
      changes: all,
      only: notMariadb,
      remark: 'The table that is only read does not change by this; here tasks belong to it.',
    },
    {
      path: '`UPDATE` of joined tables',
      write: ({ sql }) =>
        sql(
          'UPDATE projects JOIN tasks ON tasks.project_id = projects.id ' +
            "SET projects.name = 'new', tasks.title = 'new' WHERE projects.id = 1",
        ),
      changes: ['every task', 'every project', '(every person)'],
      only: mariadb,
    },
    {
      path: '`DELETE`',
      write: ({ sql }) => sql('DELETE FROM tasks WHERE id = ?', [1]),
      ...task1,
    },
    {
      path: '`DELETE … RETURNING id`',
      write: ({ sql }) => sql("DELETE FROM tasks WHERE title = 'one' RETURNING id"),
      changes: ['task 1', '(every project)', '(every person)'],
    },
    {
      path: '`DELETE … USING`',
      write: ({ sql }) => sql('DELETE FROM tasks USING people WHERE tasks.person_id = people.id'),
      changes: all,
      only: postgres,
    },
    {
      path: '`DELETE` that finds no row',
      write: ({ sql }) => sql('DELETE FROM tasks WHERE id = 9'),
      changes: [],
    },
    {
      path: '`DELETE` of all rows',
      write: ({ sql }) => sql('DELETE FROM tasks'),
      changes: all,
    },
  ],
}

function schemaOf({ driver, options }: DataSource): string {
  if (options.type === 'postgres') return 'public'
  return options.type === 'mysql' ? String(driver.database) : 'main'
}
