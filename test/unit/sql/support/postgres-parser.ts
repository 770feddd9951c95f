import { loadModule, type Node, parseSync, type RangeVar } from 'libpg-query'

export const loadPostgresParser = loadModule

/** One statement as PostgreSQL's own parser cuts it out of a text. */
export interface ParsedStatement {
  readonly sql: string
  readonly tree: Node
}

/** The statements of a text; `undefined` when PostgreSQL refuses it. */
export function parsedByPostgres(sql: string): readonly ParsedStatement[] | undefined {
  // The parser's C strings end at a NUL, and what is no Unicode becomes something else on its way there.
  if (sql.length > LONGEST || sql.includes('\0') || !sql.isWellFormed()) return undefined
  const bytes = Buffer.from(sql)
  const raw = rawStatements(sql)
  return raw?.flatMap(({ stmt, stmt_location = 0, stmt_len = bytes.length - stmt_location }) =>
    stmt ? [{ sql: bytes.toString('utf8', stmt_location, stmt_location + stmt_len), tree: stmt }] : [],
  )
}

/** What is longer may be deeper than the stack of those who look at its tree. */
const LONGEST = 5_000

function rawStatements(sql: string) {
  try {
    return parseSync(sql).stmts ?? []
  } catch {
    return undefined
  }
}

/** What a node holds, by the name of its kind or field. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

/** A table's name and what qualifies it. */
export function pathOf({ catalogname, schemaname, relname }: RangeVar): readonly string[] {
  return [catalogname, schemaname, relname].filter((name) => name !== undefined)
}

/** The names in a list of them: `sales.invoices`. */
export function stringsOf(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []))
}
