import { parseIdentifier } from '../identifiers/identifier'

/** The tables of which some change is a change of what a value depends on. */
export interface CoveredTables {
  /** Tables of which all rows count. */
  readonly tables: ReadonlySet<string>
  /** Tables of which some rows count. */
  readonly rows: ReadonlySet<string>
  readonly isEverything: boolean
}

export function coveredBy(identifiers: Iterable<string>): CoveredTables {
  const [tables, rows] = [new Set<string>(), new Set<string>()]
  let isEverything = false
  for (const identifier of identifiers) {
    const parsed = parseIdentifier(identifier)
    if (parsed?.kind === 'global') isEverything = true
    if (parsed?.kind === 'table') tables.add(parsed.table)
    if (parsed?.kind === 'row' || parsed?.kind === 'bulk' || parsed?.kind === 'scope') rows.add(parsed.table)
  }
  return { tables, rows, isEverything }
}
