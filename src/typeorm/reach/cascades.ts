import type { EntityMetadata } from 'typeorm'
import type { EntityCatalog } from '../entities/entity-catalog'
import type { EntityTable } from '../entities/entity-table'

/** A table whose rows the database changes by itself, because rows of another one were changed. */
export interface Cascade {
  readonly table: EntityTable
  /** Where it came from: these rows are known to have changed. */
  readonly from: EntityTable
  /** The columns, folded, of the foreign key by which it came, and those that they refer to. */
  readonly columns: readonly string[]
  readonly referenced: readonly string[]
  /** What becomes of its rows: they go, refer to none or to another one that nobody has named, or follow a new key. */
  readonly effect: 'removed' | 'cleared' | 'moved' | 'renamed'
}

/** What is done to rows: removed, or given other values in some columns (`undefined`: nobody knows in which). */
type Change = { readonly kind: 'removed' } | { readonly kind: 'set'; readonly columns: readonly string[] | undefined }

type ForeignKey = EntityMetadata['foreignKeys'][number]

/** Follows `ON DELETE` and `ON UPDATE` from table to table, through circles. */
export function cascadesOf(table: EntityTable, change: Change, catalog: EntityCatalog): readonly Cascade[] {
  const found = new Map<string, Cascade>()
  const follow = (from: EntityTable, cause: Change): void => {
    for (const { owner, key } of keysTo(from, catalog)) {
      const effect = effectOn(owner, from, key, cause)
      if (!effect) continue
      const columns = foldedColumns(owner, key.columns)
      const step = JSON.stringify([owner.text, from.text, columns, effect.kind])
      if (found.has(step)) continue
      const referenced = foldedColumns(from, key.referencedColumns)
      found.set(step, { table: owner, from, columns, referenced, effect: shownEffect(effect, actionOf(key, cause)) })
      follow(owner, effect)
    }
  }
  follow(table, change)
  return [...found.values()]
}

function shownEffect({ kind }: Change, action: string): Cascade['effect'] {
  if (kind === 'removed') return 'removed'
  if (setsDefault.includes(action)) return 'moved'
  return action === 'SET NULL' ? 'cleared' : 'renamed'
}

/** The tables that refer to one, directly or through others. */
export function referringTables(table: EntityTable, catalog: EntityCatalog): readonly EntityTable[] {
  const found = new Set<EntityTable>()
  const follow = (from: EntityTable): void => {
    for (const { owner } of keysTo(from, catalog)) {
      if (found.has(owner)) continue
      found.add(owner)
      follow(owner)
    }
  }
  follow(table)
  return [...found]
}

function effectOn(owner: EntityTable, from: EntityTable, key: ForeignKey, cause: Change): Change | undefined {
  const action = actionOf(key, cause)
  if (!acting.includes(action)) return undefined
  if (cause.kind === 'removed' && action === 'CASCADE') return cause
  if (cause.kind === 'set' && cause.columns) {
    const referenced = foldedColumns(from, key.referencedColumns)
    if (!referenced.some((column) => cause.columns?.includes(column) || from.isComputed(column))) return undefined
  }
  return { kind: 'set', columns: foldedColumns(owner, key.columns) }
}

/** TypeORM calls it by both names. */
const setsDefault: readonly string[] = ['SET DEFAULT', 'DEFAULT']
const acting: readonly string[] = ['CASCADE', 'SET NULL', ...setsDefault]

function actionOf({ onDelete, onUpdate }: ForeignKey, { kind }: Change): string {
  return (kind === 'removed' ? onDelete : onUpdate) ?? 'NO ACTION'
}

interface KeyOfTable {
  readonly owner: EntityTable
  readonly key: ForeignKey
}

const knownKeys = new WeakMap<EntityCatalog, ReadonlyMap<EntityTable, readonly KeyOfTable[]>>()

/** The foreign keys that refer to a table. */
function keysTo(table: EntityTable, catalog: EntityCatalog): readonly KeyOfTable[] {
  let keys = knownKeys.get(catalog)
  if (!keys) knownKeys.set(catalog, (keys = keysByTarget(catalog)))
  return keys.get(table) ?? []
}

function keysByTarget(catalog: EntityCatalog): ReadonlyMap<EntityTable, readonly KeyOfTable[]> {
  const keys = new Map<EntityTable, KeyOfTable[]>()
  for (const owner of catalog.tables()) {
    for (const key of owner.metadatas.flatMap(({ foreignKeys }) => foreignKeys)) {
      const target = catalog.tableOf(key.referencedEntityMetadata)
      keys.set(target, [...(keys.get(target) ?? []), { owner, key }])
    }
  }
  return keys
}

function foldedColumns(table: EntityTable, columns: ForeignKey['columns']): readonly string[] {
  return columns.map(({ databaseName }) => table.folded(databaseName))
}
