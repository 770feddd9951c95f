import { readingsOf } from './lexer/readings'
import type { Dialect } from './statement'

/**
 * All that may be the name of a table in a text, in small letters: its words and quoted names, and those in its strings,
 * which functions may take for SQL. Comments that no database executes name nothing.
 */
export function namesWithin(dialect: Dialect, sql: string): ReadonlySet<string> {
  const names = new Set<string>()
  collectNames(dialect, sql, names, true)
  return names
}

function collectNames(dialect: Dialect, sql: string, names: Set<string>, readsStrings: boolean): void {
  for (const { lexemes } of readingsOf(dialect, sql)) {
    for (const { kind, text } of lexemes) {
      if (kind !== 'word' && kind !== 'quoted' && kind !== 'string') continue
      names.add(text.toLowerCase())
      if (kind === 'string' && readsStrings) collectNames(dialect, text, names, false)
    }
  }
}
