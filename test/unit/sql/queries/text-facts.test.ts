import { SqlReader } from '../../../../src/sql/sql-reader'
import type { Dialect } from '../../../../src/sql/statement'
import type { TextFacts } from '../../../../src/sql/queries/text-facts'

const dialects: readonly Dialect[] = ['postgres', 'mysql', 'sqlite']

function told(dialect: Dialect, sql: string): (keyof TextFacts)[] {
  const facts = new SqlReader(dialect).factsOf(sql)
  return (['isSeveral', 'locksRows', 'readsCursor'] as const).filter((fact) => facts[fact])
}

test.each<[dialects: readonly Dialect[], sql: string, facts: (keyof TextFacts)[]]>([
  [dialects, '', []],
  [dialects, ' ; ;; ', []],
  [dialects, ';SELECT 1; ;', []],
  [dialects, "SELECT ';', 1 -- ; 2\n /* ; 3 */", []],
  [dialects, 'SELECT 1;SELECT 2', ['isSeveral']],
  [dialects, 'SELECT 1 -- ;\n; SELECT 2', ['isSeveral']],
  [['postgres'], 'SELECT $a$ ; $$ ; $a$', []],
  [['postgres'], 'SELECT 1 /* /* */ ; SELECT 2 */', []],
  [['mysql', 'sqlite'], 'SELECT 1 /* /* */ ; SELECT 2 /* */', ['isSeveral']],
  [['postgres'], "SELECT 'C:\\'; SELECT ''", ['isSeveral']],
  [['postgres'], "SELECT E'\\'; SELECT '", []],
  // By its settings.
  [['mysql'], "SELECT '\\'; SELECT '", ['isSeveral']],
  [['mysql'], "SELECT 'it\\'s'", []],
  [['postgres', 'sqlite'], 'SELECT 1 # ; SELECT 2', ['isSeveral']],
  [['mysql'], 'SELECT 1 # ; SELECT 2', []],
  [['mysql'], 'SELECT 1--1; SELECT 2', ['isSeveral']],
  [['postgres', 'sqlite'], 'SELECT 1--1; SELECT 2', []],
  [['mysql'], 'SELECT 1 /*!50000 ; SELECT 2 */', ['isSeveral']],
  [dialects, 'SELECT a FROM t FOR/**/UPDATE', ['locksRows']],
  [dialects, 'SELECT a FROM (SELECT b FROM t FOR -- x\n NO /* */ KEY UPDATE) c', ['locksRows']],
  [dialects, 'SELECT a FROM t FOR KEY SHARE OF t', ['locksRows']],
  [['mysql'], 'SELECT a FROM t LOCK/**/IN # x\n SHARE MODE', ['locksRows']],
  [['mysql'], 'SELECT a FROM t /*!50000 FOR UPDATE */', ['locksRows']],
  [['postgres'], 'LOCK TABLE t', ['locksRows']],
  [dialects, "SELECT 'FOR UPDATE' FROM for_update /* FOR UPDATE */", []],
  [dialects, 'SELECT a FROM t USE INDEX FOR ORDER BY (b)', []],
  [dialects, '/* */ FETCH ALL FROM c', ['readsCursor']],
  [dialects, 'SELECT 1;/**/fetch c', ['isSeveral', 'readsCursor']],
  [dialects, 'SELECT a FROM t ORDER BY a\nFETCH FIRST 1 ROW ONLY', []],
  [dialects, "SELECT '; fetch c'", []],
])('in %s, %j: %j', (where, sql, facts) => {
  for (const dialect of where) expect(told(dialect, sql)).toEqual(facts)
})
