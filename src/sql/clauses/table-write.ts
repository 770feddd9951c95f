import type { Statement, TableStatement, TableWrite, Value } from '../statement'

const nothingSet: ReadonlyMap<string, Value> = new Map()

/** A write of which nothing is known but what is given. */
export function tableWrite(
  verb: TableWrite['verb'],
  table: readonly string[],
  known: Partial<Omit<TableWrite, 'verb' | 'table'>> = {},
): TableWrite {
  return {
    verb,
    table,
    cascades: false,
    columns: undefined,
    rows: undefined,
    set: nothingSet,
    matches: undefined,
    areAllMatched: false,
    onConflict: undefined,
    conflictTarget: undefined,
    returning: [],
    isCounted: false,
    ...known,
  }
}

/** The same write where the statement's answer isn't its own: in a common table expression, in `EXPLAIN ANALYZE`. */
export function unanswered(write: TableWrite): TableWrite {
  return { ...write, returning: [], isCounted: false }
}

/** The same write where only its table is for certain. */
export function coarse({ verb, table, cascades, onConflict }: TableWrite): TableWrite {
  return tableWrite(verb, table, { cascades, onConflict })
}

export function writing(writes: readonly TableWrite[], commits = false): TableStatement {
  return { kind: 'write', writes, commits }
}

export function unknown(name: string): Statement {
  return { kind: 'unknown', name: name.slice(0, LONGEST_NAME) }
}

/** Characters of a statement in the event `unknownWrite`. */
export const LONGEST_NAME = 80

/** The statement with all its writes changed. */
export function withWrites(statement: Statement, change: (write: TableWrite) => TableWrite): Statement {
  return statement.kind === 'write' ? { ...statement, writes: statement.writes.map(change) } : statement
}

/** What a statement of this verb does; not known if its writes could not be read. */
export function writingOrUnknown(
  verb: string,
  writes: readonly TableWrite[] | undefined,
  commits = false,
): readonly Statement[] {
  return [writes ? writing(writes, commits) : unknown(verb)]
}
