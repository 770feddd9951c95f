import { SqlReader } from '../../../../src/sql/sql-reader'
import type { Settings } from '../../../../src/sql/settings/settings'
import type { Dialect } from '../../../../src/sql/statement'

const dialects: readonly Dialect[] = ['postgres', 'mysql', 'sqlite']
const none: Settings = new SqlReader('postgres').settingsIn('SELECT 1')
const of = (sql: string, dialect: Dialect = 'postgres', writingFunctions: string[] = []): Partial<Settings> => {
  const settings = new SqlReader(dialect, writingFunctions).settingsIn(sql)
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(none[name as 'isAll'])),
  )
}
const unknown = { of: 'any', level: 'unknown' }

test.each(dialects)('in %s, most texts set nothing', (dialect) => {
  const texts = [
    '',
    ';',
    "SELECT 'SET search_path = x; USE y', isolation FROM autocommit WHERE role = ?",
    'UPDATE roles SET role = 1, search_path = 2 WHERE id = 3;',
    '/* SET ROLE x */ INSERT INTO t (a) VALUES (1)',
    'START TRANSACTION ISOLATION LEVEL SERIALIZABLE',
    'SELECT 1; SELECT 2',
    'SET STATEMENT max_statement_time = 1 FOR SELECT 1',
    'CREATE TABLE temporary (id int)',
  ]
  for (const sql of texts) expect([sql, of(sql, dialect)]).toEqual([sql, {}])
})

test.each([
  'SET search_path TO other',
  'set session "search_path" = a, b',
  '-- of the tenant\nSET LOCAL search_path = x',
  "/* app */ SET SCHEMA 'other'",
  'USE other',
  "SET search_path = ''; RESET lock_timeout",
])('%s moves names', (sql) => {
  expect(of(sql)).toMatchObject({ movesNames: true })
})

test('a setting is seen wherever it stands', () => {
  expect(of('SELECT 1; SET search_path = x')).toEqual({ movesNames: true })
  expect(of('SET search_path = x; UPDATE t SET a = 1')).toEqual({ movesNames: true })
  expect(of("SELECT set_config('search_path', $1, false)")).toEqual({ movesNames: true })
  expect(of("SELECT pg_catalog.set_config('role', 'x', true)")).toEqual({ changesRole: true })
  expect(of('/*!50000 USE other */', 'mysql')).toEqual({ movesNames: true, isAll: true })
})

test('what a parameter names may be any setting', () => {
  expect(of('SELECT set_config($1, $2, false)')).toEqual({ movesNames: true, changesRole: true, isolation: unknown })
})

const effects = { isUnknown: true, isolation: unknown, movesIds: true }

test.each<[sql: string, ...dialects: Dialect[]]>([
  ['CALL archive()', 'postgres', 'mysql'],
  ['DO $$ BEGIN SET search_path = other; END $$', 'postgres'],
  ['EXECUTE moving', 'postgres', 'mysql'],
  ['EXPLAIN ANALYZE EXECUTE moving', 'postgres'],
  ["EXECUTE IMMEDIATE 'USE other'", 'mysql'],
  ['BEGIN NOT ATOMIC SELECT 1; END', 'mysql'],
  ['IF 1 THEN SELECT 1; END IF', 'mysql'],
  ['SET STATEMENT max_statement_time = 1 FOR CALL archive()', 'mysql'],
  ['SELECT 1; CALL archive()', 'postgres', 'mysql'],
  ['SELECT id, archive_orders(id) FROM orders', 'postgres', 'mysql'],
])('%s may set anything', (sql, ...all) => {
  for (const dialect of all) expect(of(sql, dialect, ['archive_orders'])).toEqual(effects)
})

test.each<[sql: string, dialect: Dialect]>([
  ['UPDATE ?? SET a = 1', 'mysql'],
  ['INSERT INTO ?? VALUES (1)', 'mysql'],
  ["COMMIT PREPARED 'a'", 'postgres'],
  ['CALL archive()', 'sqlite'],
])('%s sets nothing, whatever it writes', (sql, dialect) => {
  expect(of(sql, dialect)).toEqual({})
})

test.each([
  ['SET STATEMENT max_statement_time = 1 FOR SET SESSION tx_isolation = 2', { isolation: unknown, isAll: true }],
  ['SET STATEMENT a = 1 FOR SET STATEMENT b = 2 FOR USE other', { movesNames: true, isAll: true }],
  ['SET STATEMENT a = 1 FOR CREATE TEMPORARY TABLE users (id int)', { temporary: [['users']] }],
])('%s sets what stands behind FOR', (sql, settings) => {
  expect(of(sql, 'mysql')).toEqual(settings)
})

test.each([
  "UPDATE pg_settings SET setting = 'other' WHERE name = 'search_path'",
  'WITH done AS (UPDATE pg_catalog."pg_settings" SET setting = $1 RETURNING 1) SELECT * FROM done',
])('%s may be any setting', (sql) => {
  expect(of(sql)).toEqual({ movesNames: true, changesRole: true, isolation: unknown })
})

test('that settings are read sets none', () => {
  expect(of("SELECT setting FROM pg_settings WHERE name = 'search_path'")).toEqual({})
})

test.each(['ALTER TABLE aside RENAME TO users', 'ALTER VIEW aside RENAME TO users', 'RENAME TABLE aside TO users'])(
  '%s renames a table',
  (sql) => {
    for (const dialect of dialects) expect(of(sql, dialect)).toMatchObject({ renamesTables: true })
    expect(of(sql, 'mysql')).toEqual({ renamesTables: true })
  },
)

test('roles', () => {
  for (const sql of ['SET ROLE x', 'SET SESSION AUTHORIZATION x'])
    expect(of(sql)).toEqual({ changesRole: true, isAll: true })
})

test('what lasts as long as the transaction', () => {
  expect(of('SET LOCAL ROLE x')).toEqual({ changesRole: true, isLocal: true, isAll: true })
  expect(of('SET LOCAL search_path = x; SET ROLE x')).toEqual({ movesNames: true, changesRole: true, isAll: true })
  expect(of('SET LOCAL a = 1', 'mysql')).toEqual({ isAll: true })
})

test('that found rows are counted', () => {
  expect(of('SELECT SQL_CALC_FOUND_ROWS id FROM t LIMIT 1', 'mysql')).toEqual({ countsRows: true })
  expect(of('SELECT id FROM sql_calc_found_rows')).toEqual({})
})

test('at what distance ids are given', () => {
  expect(of('SET SESSION auto_increment_increment = 10', 'mysql')).toEqual({ movesIds: true, isAll: true })
})

test.each([
  ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', { of: 'next', level: 'READ COMMITTED' }],
  ['/* app */ set transaction isolation level serializable;', { of: 'next', level: 'SERIALIZABLE' }],
  ['SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', { of: 'session', level: 'READ COMMITTED' }],
  ['SET GLOBAL TRANSACTION ISOLATION LEVEL READ COMMITTED', { of: 'session', level: 'unknown' }],
  ['SET TRANSACTION READ ONLY, ISOLATION LEVEL READ COMMITTED', unknown],
  ["SET @@transaction_isolation = 'READ-COMMITTED'", unknown],
  ["SET SESSION default_transaction_isolation = 'repeatable read'", unknown],
  ['SET a = 1; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', { of: 'next', level: 'SERIALIZABLE' }],
])('%s', (sql, isolation) => {
  for (const dialect of dialects) expect(of(sql, dialect)).toEqual({ isolation, isAll: true })
})

test.each([
  ['SET autocommit = 0', 'off'],
  ['SET @@session.autocommit=OFF', 'off'],
  ['SET sql_mode = 1, autocommit = ?', 'off'],
  ['SET SESSION autocommit = ON', 'on'],
  ['SET autocommit = 0; SET autocommit = 1', 'on'],
])('%s', (sql, autocommit) => {
  expect(of(sql, 'mysql')).toEqual({ autocommit, isAll: true })
})

test.each([
  ['CREATE TEMP TABLE users AS SELECT 1', ['users']],
  ['CREATE LOCAL TEMPORARY TABLE IF NOT EXISTS users (id int)', ['users']],
  ['CREATE OR REPLACE TEMP VIEW users AS SELECT 1', ['users']],
  ['CREATE TEMPORARY TABLE pg_temp.users (id int)', ['pg_temp', 'users']],
  ['SELECT * INTO TEMP TABLE users FROM other', ['users']],
  ['CREATE TEMP TABLE "Users" AS SELECT 1', ['Users']],
  ['CREATE TEMP TABLE Users AS SELECT 1', ['users']],
  ['CREATE TABLE IF NOT EXISTS pg_temp.users (id int)', ['pg_temp', 'users']],
  ['SELECT * INTO pg_temp.users FROM other', ['pg_temp', 'users']],
  ['CREATE TABLE pg_temp_3.users (id int)', ['pg_temp_3', 'users']],
])('%s', (sql, path) => {
  expect(of(sql)).toEqual({ temporary: [path] })
})

test("SQLite's schema of temporary tables", () => {
  const texts = ['CREATE TABLE temp.users (id int)', 'CREATE TABLE IF NOT EXISTS "temp".users AS SELECT 1']
  for (const sql of texts) expect(of(sql, 'sqlite')).toEqual({ temporary: [['temp', 'users']] })
  expect(of('CREATE TABLE temp.users (id int)')).toEqual({})
})
