import { statementsRead } from '../../../src/sql/lexer/readings'
import { repeatedRows } from '../../../src/sql/repeated-rows'
import { SqlReader } from '../../../src/sql/sql-reader'
import type { Dialect, Statement } from '../../../src/sql/statement'
import { statementsOf } from '../../../src/sql/writes/statements-of'
import { WritingFunctions } from '../../../src/sql/writes/writing-functions'

// Long INSERTs are read by their first row, which must tell what reading all of them does.

const COUNT = 1_000

function wholly(dialect: Dialect, sql: string): readonly Statement[] {
  return statementsOf(statementsRead(dialect, sql), { functions: new WritingFunctions([]), takesOne: false })
}

function rows(rowOf: (row: number) => string, count = COUNT): string {
  return Array.from({ length: count }, (_, row) => rowOf(row)).join(', ')
}

const numbered = rows((row) => `(DEFAULT, $${2 * row + 1}, $${2 * row + 2})`)
const plain = rows(() => '(NULL, ?, ?)')

const alike: readonly [Dialect, string][] = [
  ['postgres', `INSERT INTO "users"("id", "name", "email") VALUES ${numbered}`],
  ['postgres', `INSERT INTO "sales"."users"("id", "name", "email") VALUES ${numbered} RETURNING "id", "name"`],
  ['postgres', `INSERT INTO users AS u (id, name, email) VALUES ${numbered} ON CONFLICT (id) DO UPDATE SET name = $1`],
  ['postgres', `insert into "a (values (b" (id, name, email) values${numbered};`],
  ['postgres', `INSERT INTO users VALUES ${numbered} RETURNING 'VALUES ($1, $2), ($3, $4)'`],
  ['postgres', `INSERT INTO users (id) VALUES ${rows(() => '(DEFAULT)')}`],
  ['mysql', `INSERT INTO \`users\`(\`id\`, \`name\`, \`email\`) VALUES ${plain}`],
  ['mysql', `INSERT IGNORE INTO users(id, name, email) VALUES ${plain} ON DUPLICATE KEY UPDATE name = VALUES(name)`],
  ['mysql', `REPLACE INTO users(id, name, email) VALUES ${plain}`],
  ['sqlite', `INSERT INTO "users"("id", "name", "email") VALUES ${plain}`],
  ['sqlite', `INSERT OR REPLACE INTO "users"("id", "name", "email") VALUES ${plain} RETURNING *`],
]

const others: readonly [Dialect, string][] = [
  // Rows that are not all alike, or whose places are not counted on.
  ['postgres', `INSERT INTO users(id, name) VALUES ${rows((row) => `($${2 * row + 2}, $${2 * row + 1})`)}`],
  ['postgres', `INSERT INTO users(id, name) VALUES ${rows((row) => `($${row + 1}, $1)`)}`],
  ['postgres', `INSERT INTO users(id, name) VALUES ${rows((row) => `(${row}, 'a')`)}`],
  ['postgres', `INSERT INTO users(id, name, email) VALUES ${numbered}, (7, 'a', 'b')`],
  ['postgres', `INSERT INTO users(id, name, email) VALUES ${numbered}, (DEFAULT, $1, $2)`],
  ['postgres', `INSERT INTO users(id, name, email) VALUES ${numbered}; DELETE FROM orders`],
  ['postgres', `INSERT INTO users(id, name, email) SELECT * FROM (VALUES ${numbered}) v`],
  ['postgres', `INSERT INTO users(id, name, email) /* VALUES */ VALUES ${numbered}`],
  ['postgres', `INSERT INTO users(name) SELECT 'VALUES ${numbered}'`],
  ['postgres', `INSERT INTO users(name) VALUES ${rows(() => '($$a$$)')}`],
  ['mysql', `INSERT INTO users(id, name, email) VALUES ${plain} ON DUPLICATE KEY UPDATE name = ?`],
  ['mysql', `INSERT INTO "users?"(id, name, email) VALUES ${plain}`],
  ['mysql', `INSERT INTO users(name) VALUES ${rows(() => '(??)')}`],
  ['mysql', `INSERT INTO users(name) VALUES ${rows(() => "('a\\'')")}`],
  ['sqlite', `INSERT INTO users(name) VALUES ${rows(() => '(?1)')}`],
  ['sqlite', `INSERT INTO users(name) VALUES ${rows((row) => `(?${row + 1})`)}`],
  ['sqlite', `INSERT INTO users(id, name, email) VALUES ${plain} RETURNING ?`],
]

test.each(alike)('in %s by one row: %.120s', (dialect, sql) => {
  expect(repeatedRows(dialect, sql)).toMatchObject({ count: COUNT })
  expect(new SqlReader(dialect).statementsIn(sql)).toEqual(wholly(dialect, sql))
})

test.each([...others, ...alike])('in %s as by all: %.120s', (dialect, sql) => {
  const reader = new SqlReader(dialect)
  for (const text of [sql, sql.toLowerCase(), sql]) {
    expect(reader.statementsIn(text)).toEqual(wholly(dialect, text))
    // Another text in between.
    reader.statementsIn('SELECT 1')
  }
})

test('other numbers of rows are told apart', () => {
  const reader = new SqlReader('postgres')
  for (const count of [900, 1_000, 900, 5_000]) {
    const sql = `INSERT INTO users(name) VALUES ${rows((row) => `($${row + 1})`, count)}`
    expect(reader.statementsIn(sql)).toEqual(wholly('postgres', sql))
  }
})

test('a text that only looks like such an INSERT takes no longer than its length', () => {
  for (const text of ['INSERT INTO a VALUES ', 'INSERT INTO a values(', 'INSERT INTO '])
    for (const more of ['$1', '$1$', 'values ', 'values', ' ', '"', '()', '(,', '(?), ', 'a.'])
      for (const dialect of ['postgres', 'mysql', 'sqlite'] as const)
        expect(() => repeatedRows(dialect, text + more.repeat(200_000))).not.toThrow()
})
