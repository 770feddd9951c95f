import { SqlReader } from '../../../../src/sql/sql-reader'
import type { Dialect } from '../../../../src/sql/statement'
import { shown } from '../support/shown'

function does(sql: string, functions: readonly string[], dialect: Dialect = 'postgres'): string {
  return shown(new SqlReader(dialect, functions).statementsIn(sql))
}

describe('a function that writes', () => {
  test.each([
    ['SELECT archive_orders()', 'unknown archive_orders()'],
    ['SELECT Archive_Orders (1, 2)', 'unknown archive_orders()'],
    ['SELECT "archive_orders"(1)', 'unknown archive_orders()'],
    ['SELECT app.archive_orders(1)', 'unknown archive_orders()'],
    ['SELECT app . "archive_orders" /* x */ (1)', 'unknown archive_orders()'],
    ['SELECT * FROM archive_orders(1) a WHERE archive_orders(2)', 'unknown archive_orders()'],
    ['SELECT (SELECT f(archive_orders(1)))', 'unknown archive_orders()'],
    ['UPDATE t SET a = archive_orders() WHERE id = 1', 'update t{a=…} where id=1 ; unknown archive_orders()'],
    ['WITH a AS (SELECT archive_orders()) SELECT 1', 'unknown archive_orders()'],
    ['SELECT 1; VALUES (archive_orders())', 'unknown archive_orders()'],
    ['CREATE TABLE t AS SELECT archive_orders()', 'define t ; unknown archive_orders()'],
    ["SELECT 'archive_orders()'", 'nothing'],
    ['SELECT 1 -- archive_orders()', 'nothing'],
    ['SELECT archive_orders FROM t', 'nothing'],
    ['SELECT my_archive_orders(), archive_orders_2()', 'nothing'],
    ['SELECT archive_orders, (1)', 'nothing'],
    ['CREATE FUNCTION archive_orders() RETURNS int', 'nothing'],
    ['CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION app.archive_orders()', 'nothing'],
    ['CALL archive_orders()', 'unknown CALL archive_orders'],
  ])('is found in %j', (sql, expected) => {
    expect(does(sql, ['archive_orders'])).toBe(expected)
  })

  test.each([
    ['app.archive', 'SELECT archive()', 'unknown app.archive()'],
    ['app.archive', 'SELECT app.archive()', 'unknown app.archive()'],
    ['app.archive', 'SELECT "App".archive()', 'unknown app.archive()'],
    ['app.archive', 'SELECT shop.app.archive()', 'unknown app.archive()'],
    ['app.archive', 'SELECT other.archive()', 'nothing'],
    ['"App"."Archive"()', 'SELECT app.archive()', 'unknown App.Archive()'],
    ['archive$2', 'SELECT archive$2()', 'unknown archive$2()'],
    ['größe', 'SELECT größe()', 'unknown größe()'],
    ['', 'SELECT ()', 'nothing'],
  ])('may be given as %s: %s', (name, sql, expected) => {
    expect(does(sql, [name])).toBe(expected)
  })

  it('is found in all dialects', () => {
    expect(does('SELECT `app`.`archive`()', ['archive'], 'mysql')).toBe('unknown archive()')
    expect(does('SELECT [archive]()', ['archive'], 'sqlite')).toBe('unknown archive()')
    expect(does('DO archive()', ['archive'], 'mysql')).toBe('unknown DO archive() ; unknown archive()')
  })

  it('is told with all others', () => {
    expect(does('SELECT b(a()), a()', ['a', 'b', 'c'])).toBe('unknown b() ; unknown a()')
  })
})
