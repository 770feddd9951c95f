import type { CommonTableExpr, RangeVar, WithClause } from 'libpg-query'
import { entriesOf, pathOf } from './postgres-parser'

/** The tables that a query reads by PostgreSQL's tree of it: all but the names of common table expressions. */
export function readBy(tree: unknown): ReadonlySet<string> {
  const found = new Set<string>()
  collect(tree, new Set(), found)
  return found
}

/** The names of all common table expressions of a query. */
export function expressionsOf(tree: unknown): readonly string[] {
  return entriesOf(tree).flatMap(([key, value]) => [
    ...(key === 'CommonTableExpr' ? [(value as CommonTableExpr).ctename ?? ''] : []),
    ...expressionsOf(value),
  ])
}

/** Whether a query locks rows by PostgreSQL's tree of it. */
export function locksRows(tree: unknown): boolean {
  return entriesOf(tree).some(([key, value]) => key === 'lockingClause' || locksRows(value))
}

function collect(node: unknown, scope: ReadonlySet<string>, found: Set<string>): void {
  const fields = entriesOf(node)
  const expressions = fields.find(([key]) => key === 'withClause')?.[1]
  const inner = expressions ? scopeBehind(expressions, scope, found) : scope
  for (const [key, value] of fields) {
    if (key === 'RangeVar') {
      const table = value as RangeVar
      if (table.schemaname !== undefined || !inner.has(table.relname ?? '')) found.add(pathOf(table).join('.'))
    } else if (key !== 'withClause' && key !== 'lockingClause') collect(value, inner, found)
  }
}

/** Each expression sees those before it, and all of them behind RECURSIVE. */
function scopeBehind(clause: WithClause, outer: ReadonlySet<string>, found: Set<string>): ReadonlySet<string> {
  const expressions = (clause.ctes ?? []).flatMap((one) => ('CommonTableExpr' in one ? [one.CommonTableExpr] : []))
  const all = new Set([...outer, ...expressions.map(({ ctename = '' }) => ctename)])
  let scope = outer
  for (const { ctename = '', ctequery } of expressions) {
    collect(ctequery, clause.recursive ? all : scope, found)
    scope = new Set([...scope, ctename])
  }
  return all
}
