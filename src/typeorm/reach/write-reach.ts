import { EVERYTHING, bulkIdentifier } from '../../identifiers/identifier'
import type { TableWrite } from '../../sql/statement'
import { cascadesOf, referringTables } from './cascades'
import type { EntityCatalog } from '../entities/entity-catalog'
import type { EntityTable } from '../entities/entity-table'
import type { KnownParents } from './known-parents'
import type { Execution } from './execution'
import { namedRows } from './named-rows'
import { type ReferringWrite, parentsOf } from './reached-parents'
import { allTargets } from './references'
import type { ResolvedRules } from './resolved-rules'
import { viewTables } from '../entities/view-tables'

/** What a write changes. */
export interface Reach {
  readonly identifiers: readonly string[]
  /** The rows that were there before, by their identifiers; `undefined` when they can't be told. */
  readonly rows: readonly string[] | undefined
  /** The table's name in identifiers, where rows of a table were written that no entity maps. */
  readonly unmapped?: string | undefined
}

/**
 * Decides what a write reaches: its rows, the rows that these belong to or are linked with, and what the database
 * changes by itself because of them. Tables and the global token follow from these. What can't be named is reached in
 * bulk.
 */
export class WriteReach {
  readonly #catalog: EntityCatalog
  readonly #rules: ResolvedRules

  constructor(catalog: EntityCatalog, rules: ResolvedRules) {
    this.#catalog = catalog
    this.#rules = rules
  }

  /** @param known the parents of rows before the write */
  of(write: TableWrite, execution: Execution, known?: KnownParents): Reach {
    const text = this.#catalog.writtenText(write.table)
    const mapped = this.mapped(write, execution)
    const alias = this.#rules.aliasOf(text)
    // What a view's own triggers write is not counted, and what has an alias may be a view.
    const isCounted = alias === undefined && !mapped.some(({ table }) => isView(table))
    if (isCounted && hasNoEffect(write, execution)) {
      // It has locked no row, so that others may change whom its rows belong to.
      return { identifiers: [], rows: namedBefore(mapped) }
    }
    if (mapped.length === 0) {
      if (this.#rules.isBookkeeping(text)) return nothing
      const name = alias ?? text
      const unmapped = write.verb === 'define' ? undefined : name
      return { identifiers: [bulkIdentifier(name)], rows: [], unmapped }
    }
    return {
      identifiers: mapped.flatMap((change) => this.#ofTable(change, known)),
      rows: namedBefore(mapped),
    }
  }

  /** The tables that entities map among those that are written. */
  mapped(write: TableWrite, execution: Execution): readonly ReferringWrite[] {
    const alias = this.#rules.aliasOf(this.#catalog.writtenText(write.table))
    const aliased = alias === undefined ? undefined : this.#catalog.named(alias)
    // Under another name, columns may be other ones.
    const seen = alias === undefined ? write : anyRows(write)
    const tables = aliased
      ? [aliased]
      : alias === undefined
        ? this.#catalog.written(write.table, execution.areNamesMoved)
        : []
    return tables.map((table) => ({
      table,
      write: seen,
      references: this.#rules.referencesOf(table),
      execution,
      rows: namedRows(table, seen, execution),
    }))
  }

  #ofTable(change: ReferringWrite, known: KnownParents | undefined): readonly string[] {
    const { table, write, rows } = change
    if (isView(table)) return this.#ofView(change)
    if (write.verb === 'update' && this.#rules.areIgnored(table, write.columns)) return []
    return [
      ...(rows ? [...rows.before, ...rows.after].map(({ row }) => row) : [table.bulkIdentifier]),
      ...parentsOf(change, known, this.#rules.unknownParents),
      ...this.#cascaded(table, write),
      ...(write.cascades ? this.#referring(table, write) : []),
    ]
  }

  /** A view stands for the tables that it reads, any rows of which may be written through it. */
  #ofView({ table: view, write, execution }: ReferringWrite): readonly string[] {
    // Refreshed, only what it keeps itself has changed.
    if (write.verb === 'define' && view.metadatas[0].tableMetadataArgs.materialized) return [view.bulkIdentifier]
    try {
      return viewTables(view.metadatas[0], this.#catalog).flatMap((table) =>
        isView(table)
          ? [table.bulkIdentifier]
          : this.#ofTable(
              { table, write: anyRows(write), references: this.#rules.referencesOf(table), execution, rows: undefined },
              undefined,
            ),
      )
    } catch {
      // It can't be told which tables it reads, so it may be any.
      return [EVERYTHING]
    }
  }

  /** Rows that the database removes or changes by itself, and those that they belonged to. */
  #cascaded(table: EntityTable, write: TableWrite): string[] {
    const cascades = [
      ...(removesRows(write) ? cascadesOf(table, { kind: 'removed' }, this.#catalog) : []),
      ...(changesRows(write) ? cascadesOf(table, { kind: 'set', columns: setColumns(write) }, this.#catalog) : []),
    ]
    return cascades.flatMap(({ table: reached, from, columns, isMoved }) => [
      reached.bulkIdentifier,
      ...this.#rules
        .referencesOf(reached)
        // Whom they referred to by the key that brought the change is reached already.
        .filter(({ target, columns: own }) => isMoved || target !== from || own.join() !== columns.join())
        .flatMap(allTargets),
    ])
  }

  #referring(table: EntityTable, { verb }: TableWrite): string[] {
    return referringTables(table, this.#catalog).flatMap((referring) => [
      referring.bulkIdentifier,
      ...(verb === 'truncate' ? this.#rules.referencesOf(referring).flatMap(allTargets) : []),
    ])
  }
}

function isView({ metadatas: [metadata] }: EntityTable): boolean {
  return metadata.tableType === 'view'
}

const nothing: Reach = { identifiers: [], rows: [] }

/** The rows that were there before; `undefined` where they are not all named. */
function namedBefore(mapped: readonly ReferringWrite[]): readonly string[] | undefined {
  const named = mapped.map(({ rows }) => rows?.before.map(({ row }) => row))
  return named.every((rows) => rows !== undefined) ? named.flat() : undefined
}

function hasNoEffect({ verb, isCounted }: TableWrite, { answer }: Execution): boolean {
  if (!isCounted || verb === 'truncate' || verb === 'define') return false
  return answer?.count === 0 || (verb === 'update' && answer?.changed === 0)
}

function removesRows({ verb, onConflict }: TableWrite): boolean {
  return verb === 'delete' || onConflict === 'replace'
}

function changesRows({ verb, onConflict }: TableWrite): boolean {
  return verb === 'update' || (verb === 'insert' && (onConflict === 'update' || onConflict === 'replace'))
}

/** The columns that rows get other values in; `undefined` when nobody knows. */
function setColumns({ verb, columns, set }: TableWrite): readonly string[] | undefined {
  if (verb === 'update') return columns
  return set.size > 0 ? [...set.keys()] : undefined
}

function anyRows(write: TableWrite): TableWrite {
  return { ...write, matches: undefined, rows: undefined, columns: undefined, set: new Map(), returning: [] }
}
