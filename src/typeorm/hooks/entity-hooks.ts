import type { EntityMetadata, ObjectLiteral, QueryRunner, RemoveEvent, UpdateEvent } from 'typeorm'
import { report } from '../../changes/report'
import { TransactionLostError } from '../connections/isolated-read'
import { dataSourceOf } from '../data-source-of'
import { parentsInEntity } from '../reach/entity-parents'
import type { EntityTable } from '../entities/entity-table'
import type { KeyedRow } from '../reach/keyed-rows'
import { readUnknownParents } from './parent-reading'
import { persisted } from '../entities/primary-key'
import type { Reference } from '../reach/references'
import { type HookResult, type SubscriberContext, changesOf, guarded } from './subscriber-context'

/** The rows of one table, on one query runner, whose parents are read with one statement. */
interface Batch {
  readonly rows: KeyedRow[]
  readonly references: Set<Reference>
  readonly done: Promise<void>
}

/**
 * Spares a flush to read parents row by row: what it is about to change it has loaded, often with the foreign keys. The
 * statements alone would do, one by one.
 */
export class EntityHooks {
  readonly #context: SubscriberContext
  /** TypeORM calls the hooks of a flush all in one go and then waits for them together. */
  readonly #batches = new WeakMap<QueryRunner, Map<EntityTable, Batch>>()

  constructor(context: SubscriberContext) {
    this.#context = context
  }

  /** Before a row changes: afterwards the parents that it had are gone. */
  changing(event: UpdateEvent<ObjectLiteral> | RemoveEvent<ObjectLiteral>): HookResult {
    const { metadata, queryRunner } = event
    const changes = this.#context.queryRunners.get(queryRunner)
    // Outside a transaction others may move the row before its statement. A link's statement names both of its ends.
    if (!changes?.transaction || metadata.isJunction) return undefined
    return guarded(this.#context, () => {
      const { catalog, rules } = this.#context.writesOf(dataSourceOf(queryRunner))
      const table = catalog.tableOf(metadata)
      const before = rowBefore(event)
      const row = before && table.rowOf(metadata, before)
      if (!before || row === undefined) return undefined
      const unknown = rules.referencesOf(table).filter((reference) => {
        const parents = parentsInEntity(reference, table, metadata, before)
        if (parents) changes.parents.note(row, reference, parents)
        return !parents
      })
      if (unknown.length === 0 || rules.unknownParents !== 'select') return undefined
      return this.#read({ row, key: keyIn(before, metadata) }, unknown, table, queryRunner)
    })
  }

  #read(row: KeyedRow, references: readonly Reference[], table: EntityTable, queryRunner: QueryRunner): Promise<void> {
    const batches = this.#batches.get(queryRunner) ?? new Map<EntityTable, Batch>()
    this.#batches.set(queryRunner, batches)
    let batch = batches.get(table)
    if (!batch) {
      const begun = { rows: [] as KeyedRow[], references: new Set<Reference>() }
      const done = Promise.resolve().then(() => {
        batches.delete(table)
        return this.#readAll(begun, table, queryRunner)
      })
      batches.set(table, (batch = { ...begun, done }))
    }
    batch.rows.push(row)
    for (const reference of references) batch.references.add(reference)
    return batch.done
  }

  async #readAll(
    { rows, references }: Omit<Batch, 'done'>,
    table: EntityTable,
    queryRunner: QueryRunner,
  ): Promise<void> {
    const { parents } = changesOf(this.#context, queryRunner)
    const unknown = { rows, references: [...references] }
    try {
      await readUnknownParents(queryRunner, table, unknown, parents, this.#context, true)
    } catch (cause) {
      // As the database would have told the next statement.
      if (cause instanceof TransactionLostError) throw cause.cause
      report(this.#context.ledger.events, 'A hook failed', cause)
    }
  }
}

/** An orphan that is removed has only its id in the event. */
function rowBefore(event: UpdateEvent<ObjectLiteral> | RemoveEvent<ObjectLiteral>): ObjectLiteral | undefined {
  const databaseEntity = event.databaseEntity as ObjectLiteral | undefined
  return databaseEntity ?? ('entityId' in event ? idMap(event) : undefined)
}

/** The id that an event names, as an object; TypeORM gives the bare value where the key has one column. */
function idMap({ metadata, entityId }: { metadata: EntityMetadata; entityId?: unknown }): ObjectLiteral | undefined {
  if (entityId === undefined || entityId === null) return undefined
  const isMap = typeof entityId === 'object' && !(entityId instanceof Uint8Array) && !(entityId instanceof Date)
  return isMap ? entityId : metadata.primaryColumns[0]?.createValueMap(entityId)
}

function keyIn(entity: ObjectLiteral, { primaryColumns }: EntityMetadata): readonly unknown[] {
  return primaryColumns.map((column) => persisted(column, column.getEntityValue(entity)))
}
