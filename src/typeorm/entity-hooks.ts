import type {
  AfterQueryEvent,
  BeforeQueryEvent,
  EntityMetadata,
  InsertEvent,
  ObjectLiteral,
  QueryRunner,
  RemoveEvent,
  UpdateEvent,
} from 'typeorm'
import { report } from '../changes/report'
import { ChangeReach, type RowChange } from './change-reach'
import { tableOfConflictInsert } from './conflict-insert'
import { isRefusal } from './commit-outcome'
import { dataSourceOf } from './data-source-of'
import { EntityCatalog } from './entity-catalog'
import { type HookResult, type SubscriberContext, changesOf } from './subscriber-context'

/** Tells from the events of entities what has changed. */
export class EntityHooks {
  readonly #context: SubscriberContext

  constructor(context: SubscriberContext) {
    this.#context = context
  }

  inserting(event: InsertEvent<ObjectLiteral>): HookResult {
    return this.#announce(event)
  }

  inserted(event: InsertEvent<ObjectLiteral>): HookResult {
    const entity = event.entity as ObjectLiteral | undefined
    // Only `save` says the id apart from the entity.
    const entityId = idMap(event)
    return this.#changed(event.queryRunner, {
      kind: 'inserted',
      metadata: event.metadata,
      keys: [entityId ?? entity],
      states: [entity],
      isSaved: entityId !== undefined,
      mayHaveMoved: never,
    })
  }

  updated(event: UpdateEvent<ObjectLiteral>): HookResult {
    const databaseEntity = event.databaseEntity as ObjectLiteral | undefined
    // Without the row as it was, this is a statement by criteria: the entity is only what was set.
    if (!databaseEntity) return this.#changedInBulk(event)
    return this.#changed(event.queryRunner, {
      kind: 'changed',
      metadata: event.metadata,
      keys: [databaseEntity, event.entity],
      states: [databaseEntity, event.entity],
      isSaved: true,
      mayHaveMoved: (relation) =>
        !event.updatedRelations.includes(relation) &&
        changesOf(this.#context, event.queryRunner).written.mayHold(relation, event.metadata),
    })
  }

  /** A row removed, softly or not, or recovered. */
  identified(event: RemoveEvent<ObjectLiteral>, kind: RowChange['kind']): HookResult {
    const databaseEntity = event.databaseEntity as ObjectLiteral | undefined
    const entityId = idMap(event)
    if (!entityId && !databaseEntity) return this.#changedInBulk(event)
    return this.#changed(event.queryRunner, {
      kind,
      metadata: event.metadata,
      // After a removal the entity at hand has lost its id.
      keys: [entityId, databaseEntity],
      states: [databaseEntity, event.entity],
      isSaved: true,
      mayHaveMoved: never,
    })
  }

  /** Before a row changes: reads the parents that it will no longer have afterwards, if they are not known. */
  changing(event: UpdateEvent<ObjectLiteral> | RemoveEvent<ObjectLiteral>): HookResult {
    const { metadata, queryRunner } = event
    // An orphan that is removed has only its id in the event.
    const before =
      (event.databaseEntity as ObjectLiteral | undefined) ?? ('entityId' in event ? idMap(event) : undefined)
    const announced = this.#announce(event)
    const read = this.#guarded(() => {
      if (!before || !this.#reach(metadata).mustReadBefore(metadata, before)) return undefined
      return changesOf(this.#context, queryRunner).addParentsOf(before, metadata, 'before')
    })
    return announced ? announced.then(() => read) : read
  }

  /** Before a statement. */
  sending({ query, queryRunner }: BeforeQueryEvent): void {
    if (writes.test(query)) this.#context.queryRunners.get(queryRunner)?.sending()
  }

  /** After a statement: one that inserts or updates can't be told from its events. */
  executed(event: AfterQueryEvent): HookResult {
    if (!writes.test(event.query)) return undefined
    const changes = this.#context.queryRunners.get(event.queryRunner)
    if (!event.success) return changes?.answered(isRefusal(event.error) ? 'refused' : 'unknown')
    if (changes && startsUpdate.test(event.query)) changes.written.note(event.query)
    const answered = changes?.answered('written')
    const conflicted = this.#insertedWithConflict(event)
    return conflicted && answered ? answered.then(() => conflicted) : (conflicted ?? answered)
  }

  #insertedWithConflict(event: AfterQueryEvent): HookResult {
    const path = tableOfConflictInsert(event.query)
    if (!path) return undefined
    return this.#guarded(() => {
      const tables = EntityCatalog.of(dataSourceOf(event.queryRunner)).meant(path)
      const identifiers = tables.flatMap(({ metadatas }) =>
        metadatas.flatMap((metadata) => this.#reach(metadata).ofBulk(metadata)),
      )
      return identifiers.length > 0 ? changesOf(this.#context, event.queryRunner).add(identifiers, 0) : undefined
    })
  }

  /** Which rows a statement will change is not known before it has run; which tables is. */
  #announce({ queryRunner, metadata }: { queryRunner: QueryRunner; metadata: EntityMetadata }): HookResult {
    return this.#guarded(() => changesOf(this.#context, queryRunner).announce(this.#reach(metadata).ofBulk(metadata)))
  }

  #changedInBulk({ queryRunner, metadata }: { queryRunner: QueryRunner; metadata: EntityMetadata }): HookResult {
    return this.#guarded(() => changesOf(this.#context, queryRunner).add(this.#reach(metadata).ofBulk(metadata), 1))
  }

  #changed(queryRunner: QueryRunner, change: RowChange): HookResult {
    const { metadata } = change
    return this.#guarded(() => {
      const changes = changesOf(this.#context, queryRunner)
      try {
        const { identifiers, unresolved } = this.#reach(metadata).ofRow(change)
        const added = changes.add(identifiers, 1)
        return unresolved ? changes.addParentsOf(unresolved, metadata, 'after') : added
      } catch (cause) {
        report(this.#context.ledger.events, `A changed row of ${metadata.name} could not be named`, cause)
        return changes.add(this.#reach(metadata).ofBulk(metadata), 1)
      }
    })
  }

  #reach(metadata: EntityMetadata): ChangeReach {
    return new ChangeReach(catalogOf(metadata), this.#context.touch)
  }

  /** A defect of this package must not fail a write either. */
  #guarded(run: () => HookResult): HookResult {
    try {
      return run()
    } catch (cause) {
      report(this.#context.ledger.events, 'A hook failed', cause)
      return undefined
    }
  }
}

const never = (): boolean => false
const startsUpdate = /^\s*UPDATE\b/i
const writes = /^\s*(?:INSERT|UPDATE|DELETE|MERGE)\b/i

function catalogOf(metadata: EntityMetadata): EntityCatalog {
  return EntityCatalog.of(dataSourceOf(metadata))
}

/** The id that an event names, as an object; TypeORM gives the bare value where the key has one column. */
function idMap({ metadata, entityId }: { metadata: EntityMetadata; entityId?: unknown }): ObjectLiteral | undefined {
  if (entityId === undefined || entityId === null) return undefined
  const isMap = typeof entityId === 'object' && !(entityId instanceof Uint8Array) && !(entityId instanceof Date)
  return isMap ? entityId : metadata.primaryColumns[0]?.createValueMap(entityId)
}
