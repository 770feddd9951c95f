import type { Dialect } from '../../../../src/sql/statement'
import type { Case } from '../corpus/case'

const names: Readonly<Record<string, Dialect>> = { pg: 'postgres', my: 'mysql', lite: 'sqlite' }

/** One case for each of its dialects. */
export function inEachDialect(cases: readonly Case[]): [dialect: Dialect, sql: string, does: string][] {
  return cases.flatMap(([dialects, sql, does]) =>
    dialects.split(' ').map((short): [Dialect, string, string] => [names[short] as Dialect, sql, does]),
  )
}
