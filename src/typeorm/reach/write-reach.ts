import { EVERYTHING, anyParentIdentifier, bulkIdentifier, tableIdentifier } from '../../identifiers/identifier'
import type { TableWrite } from '../../sql/statement'
import type { UnreadRow } from '../../changes/unread-rows'
import { cascadedTargets } from './cascaded-targets'
import { type Cascade, cascadesOf, referringTables } from './cascades'
import type { EntityCatalog } from '../entities/entity-catalog'
import type { EntityTable } from '../entities/entity-table'
import type { KnownGroups } from './known-groups'
import type { Execution } from './execution'
import type { KeyedRow } from './keyed-row'
import { identifiersOf, joined } from './keyed-rows'
import { namedRows } from './named-rows'
import { allTargets } from './groups'
import { groupsReached } from './reached-groups'
import type { ResolvedRules } from './resolved-rules'
import type { ReferringWrite } from './told-targets'
import { viewTables } from '../entities/view-tables'
import { setsKey } from './written-keys'

/** What a write changes. */
export interface Reach {
  readonly identifiers: readonly string[]
  /** The rows that were there before; `undefined` when they can't be told. */
  readonly before: readonly KeyedRow[] | undefined
  /** The rows whose parents can be told once they are read. */
  readonly unread: readonly UnreadRow[]
  /** The rows that are gone, by their identifiers. */
  readonly removed: readonly string[]
  /** The tables, as they stand in identifiers, of which rows may be gone that nothing names. */
  readonly doubted: readonly string[]
  /** The table's name in identifiers, where rows of a table were written that no entity maps. */
  readonly unmapped?: string | undefined
}

/** What changes when these identifiers do, and nothing is known of rows. */
export function reachOf(identifiers: readonly string[]): Reach {
  return { identifiers, before: undefined, unread: [], removed: [], doubted: [] }
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
  of(write: TableWrite, execution: Execution, known?: KnownGroups): Reach {
    const mapped = this.mapped(write, execution)
    const alias = this.#rules.aliasOf(write.table)
    // What a view's own triggers write is not counted, and what has an alias may be a view.
    const isCounted = alias === undefined && !mapped.some(({ table }) => table.isView || mayBeRouted(table, write))
    if (isCounted && hasNoEffect(write, execution)) {
      // It has locked no row, so that others may change whom its rows belong to.
      return { ...nothing, before: namedBefore(mapped) }
    }
    if (mapped.length === 0) {
      if (this.#rules.isBookkeeping(write.table)) return nothing
      const name = alias ?? this.#catalog.writtenText(write.table)
      const unmapped = write.verb === 'define' ? undefined : name
      return { ...nothing, identifiers: [tableIdentifier(name), bulkIdentifier(name)], unmapped }
    }
    const reached = mapped.map((change) => this.#ofTable(change, known))
    return {
      identifiers: joined(reached.map(({ identifiers }) => identifiers)),
      unread: joined(reached.map(({ unread }) => unread)),
      before: namedBefore(mapped),
      removed: joined(mapped.map(removedRows)),
      doubted: joined(reached.map(({ doubted }) => doubted)),
    }
  }

  /** The tables that entities map among those that are written. */
  mapped(write: TableWrite, execution: Execution): readonly ReferringWrite[] {
    const alias = this.#rules.aliasOf(write.table)
    const aliased = alias === undefined ? undefined : this.#catalog.named(alias)
    // Under another name, columns may be other ones.
    const seen = alias === undefined ? write : anyRows(write)
    const tables = aliased
      ? [aliased]
      : alias === undefined
        ? this.#catalog.written(write.table, execution.areNamesMoved)
        : []
    return tables.map((table) => new MappedWrite(table, seen, this.#rules.groupsOf(table), execution))
  }

  #ofTable(change: ReferringWrite, known: KnownGroups | undefined): TableReach {
    const { table, write, rows } = change
    if (table.isView) return this.#ofView(change)
    if (write.verb === 'update' && this.#rules.areIgnored(table, write.columns)) return unreached
    const groups = groupsReached(change, known, this.#rules.unknownParents)
    const cascades = this.#cascades(table, write)
    const referring = write.cascades ? referringTables(table, this.#catalog) : []
    return {
      identifiers: [
        table.identifier,
        ...(rows ? [...identifiersOf(rows.before), ...identifiersOf(rows.after)] : [table.bulkIdentifier]),
        ...groups.identifiers,
        ...(write.verb === 'define' ? [anyParentIdentifier(table.text)] : []),
        ...cascades.flatMap((cascade) => [
          ...cascade.table.anyRows,
          ...cascadedTargets(cascade, change, cascades, this.#rules.groupsOf(cascade.table)),
        ]),
        ...referring.flatMap((one) => this.#referring(one, write)),
      ],
      unread: groups.unread,
      doubted: [
        ...(mayRemoveUnnamed(change) ? [table] : []),
        ...cascades.map((cascade) => cascade.table),
        ...referring,
      ].map(({ text }) => text),
    }
  }

  /** A view stands for the tables that it reads, any rows of which may be written through it. */
  #ofView({ table: view, write, execution }: ReferringWrite): TableReach {
    // Refreshed, only what it keeps itself has changed.
    if (write.verb === 'define' && view.metadatas[0].tableMetadataArgs.materialized)
      return { ...unreached, identifiers: view.anyRows }
    try {
      const reached = viewTables(view.metadatas[0], this.#catalog).map((table) =>
        table.isView
          ? { ...unreached, identifiers: table.anyRows }
          : this.#ofTable(
              { table, write: anyRows(write), groups: this.#rules.groupsOf(table), execution, rows: undefined },
              undefined,
            ),
      )
      return {
        identifiers: reached.flatMap(({ identifiers }) => identifiers),
        unread: [],
        doubted: reached.flatMap(({ doubted }) => doubted),
      }
    } catch {
      // It can't be told which tables it reads, so it may be any.
      return { ...unreached, identifiers: [EVERYTHING] }
    }
  }

  /** What the database does to other tables by itself. */
  #cascades(table: EntityTable, write: TableWrite): readonly Cascade[] {
    return [
      ...(removesRows(write) ? cascadesOf(table, { kind: 'removed' }, this.#catalog) : []),
      ...(changesRows(write) ? cascadesOf(table, { kind: 'set', columns: setColumns(write) }, this.#catalog) : []),
    ]
  }

  /** Only their removal changes whom they refer to, but any definition may change values. */
  #referring(referring: EntityTable, { verb }: TableWrite): readonly string[] {
    const groups = this.#rules.groupsOf(referring)
    const reached = verb === 'truncate' ? groups : groups.filter(({ kind }) => kind === 'scope')
    const parents = verb === 'truncate' ? [] : [anyParentIdentifier(referring.text)]
    return [...referring.anyRows, ...reached.flatMap(allTargets), ...parents]
  }
}

/** Its rows are named when they are asked for, and once: for many writes that is most of the work. */
class MappedWrite implements ReferringWrite {
  readonly table: EntityTable
  readonly write: TableWrite
  readonly groups: ReferringWrite['groups']
  readonly execution: Execution
  #named: { readonly rows: ReferringWrite['rows'] } | undefined

  constructor(table: EntityTable, write: TableWrite, groups: ReferringWrite['groups'], execution: Execution) {
    this.table = table
    this.write = write
    this.groups = groups
    this.execution = execution
  }

  get rows(): ReferringWrite['rows'] {
    this.#named ??= { rows: namedRows(this.table, this.write, this.execution) }
    return this.#named.rows
  }
}

type TableReach = Pick<Reach, 'identifiers' | 'unread' | 'doubted'>

const unreached: TableReach = { identifiers: [], unread: [], doubted: [] }

/** The rows that are not there any more under their identifiers, if those are told. */
function removedRows({ write, rows }: ReferringWrite): readonly string[] {
  const isGone = write.verb === 'delete' || (rows !== undefined && rows.after.length > 0)
  return isGone ? identifiersOf(rows?.before ?? []) : []
}

function mayRemoveUnnamed({ table, write, rows }: ReferringWrite): boolean {
  if (write.onConflict === 'replace' || write.verb === 'define') return true
  if (rows) return false
  return write.verb === 'delete' || write.verb === 'truncate' || (write.verb === 'update' && setsKey(table, write))
}

const nothing: Reach = { ...reachOf([]), before: [] }

/** The rows that were there before; `undefined` where they are not all named. */
function namedBefore(mapped: readonly ReferringWrite[]): readonly KeyedRow[] | undefined {
  const named = mapped.map(({ rows }) => rows?.before)
  return named.every((rows) => rows !== undefined) ? joined(named) : undefined
}

/** Outside of MySQL a trigger may write the rows of an INSERT elsewhere, as into partitions, and have them not counted. */
function mayBeRouted({ dialect }: EntityTable, { verb, onConflict }: TableWrite): boolean {
  return dialect !== 'mysql' && verb === 'insert' && onConflict === undefined
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
