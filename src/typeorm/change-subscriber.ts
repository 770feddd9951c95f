import type {
  AfterQueryEvent,
  BeforeQueryEvent,
  DataSource,
  EntityMetadata,
  EntitySubscriberInterface,
  InsertEvent,
  ObjectLiteral,
  QueryRunner,
  RecoverEvent,
  RemoveEvent,
  SoftRemoveEvent,
  TransactionCommitEvent,
  TransactionRollbackEvent,
  TransactionStartEvent,
  UpdateEvent,
} from 'typeorm'
import { type ChangeLedger, report } from '../changes/change-ledger'
import { ChangeReach, type RowChange } from './change-reach'
import { commitOutcome } from './commit-outcome'
import { tableOfConflictInsert } from './conflict-insert'
import { EntityCatalog } from './entity-catalog'
import { QueryRunnerChanges } from './query-runner-changes'
import { dataSourceOf } from './data-source-of'

type HookResult = Promise<void> | undefined

/** What all subscribers of one `Alkey` share. */
export interface SubscriberContext {
  readonly ledger: ChangeLedger
  readonly touch: boolean
  readonly queryRunners: WeakMap<QueryRunner, QueryRunnerChanges>
  /** Called once by each subscriber, as soon as a statement tells which DataSource it serves. */
  readonly onDataSource: (dataSource: DataSource, subscriber: ChangeSubscriber) => void
}

/**
 * Turns TypeORM's hooks into change sets. No hook throws: an error in one would fail a write, lose a rollback or leave
 * an open transaction in the pool. No hook waits for another connection: at the pool's limit there is none.
 */
export class ChangeSubscriber implements EntitySubscriberInterface {
  readonly #context: SubscriberContext
  #isAnnounced = false

  constructor(context: SubscriberContext) {
    this.#context = context
  }

  /** Whether this subscriber was made for the same `Alkey`. */
  sharesContext(context: SubscriberContext): boolean {
    return this.#context === context
  }

  // Entities -----------------------------------------------------------------------------------------------------

  afterInsert(event: InsertEvent<ObjectLiteral>): HookResult {
    const entity = event.entity as ObjectLiteral | undefined
    // Only `save` says the id apart from the entity.
    const entityId = idMap(event)
    return this.#changed(event.queryRunner, {
      kind: 'inserted',
      metadata: event.metadata,
      keys: [entityId ?? entity],
      states: [entity],
      isSaved: entityId !== undefined,
    })
  }

  beforeUpdate(event: UpdateEvent<ObjectLiteral>): HookResult {
    return this.#readParents(event)
  }

  afterUpdate(event: UpdateEvent<ObjectLiteral>): HookResult {
    const databaseEntity = event.databaseEntity as ObjectLiteral | undefined
    // Without the row as it was, this is a statement by criteria: the entity is only what was set.
    if (!databaseEntity) return this.#changedInBulk(event)
    return this.#changed(event.queryRunner, {
      kind: 'changed',
      metadata: event.metadata,
      keys: [databaseEntity, event.entity],
      states: [databaseEntity, event.entity],
      isSaved: true,
    })
  }

  beforeRemove(event: RemoveEvent<ObjectLiteral>): HookResult {
    return this.#readParents(event)
  }

  afterRemove(event: RemoveEvent<ObjectLiteral>): HookResult {
    return this.#identified(event, 'removed')
  }

  beforeSoftRemove(event: SoftRemoveEvent<ObjectLiteral>): HookResult {
    return this.#readParents(event)
  }

  afterSoftRemove(event: SoftRemoveEvent<ObjectLiteral>): HookResult {
    return this.#identified(event, 'changed')
  }

  beforeRecover(event: RecoverEvent<ObjectLiteral>): HookResult {
    return this.#readParents(event)
  }

  afterRecover(event: RecoverEvent<ObjectLiteral>): HookResult {
    return this.#identified(event, 'changed')
  }

  // Statements ---------------------------------------------------------------------------------------------------

  beforeQuery(event: BeforeQueryEvent): undefined {
    if (this.#isAnnounced) return
    this.#isAnnounced = true
    this.#context.onDataSource(dataSourceOf(event.queryRunner), this)
  }

  afterQuery(event: AfterQueryEvent): HookResult {
    const transaction = this.#context.queryRunners.get(event.queryRunner)?.transaction
    if (transaction?.isCommitting && event.query === 'COMMIT') return this.#committed(event)
    const path = tableOfConflictInsert(event.query)
    return path && this.#insertedWithConflict(event, path)
  }

  // Transactions -------------------------------------------------------------------------------------------------

  beforeTransactionStart(event: TransactionStartEvent): HookResult {
    if (depthOf(event.queryRunner) > 0) return undefined
    // A transaction that nobody has ended: its query runner starts anew, and how it ended is unknown.
    return this.#context.queryRunners.get(event.queryRunner)?.endTransaction()?.bump()
  }

  afterTransactionStart(event: TransactionStartEvent): HookResult {
    const changes = changesOf(this.#context, event.queryRunner)
    const depth = depthOf(event.queryRunner)
    const transaction = changes.transaction ?? changes.beginTransaction()
    if (depth > 1) transaction.savepoints.open()
    if (transaction.savepoints.depth !== depth) transaction.savepoints.blur()
    return undefined
  }

  beforeTransactionCommit(event: TransactionCommitEvent): HookResult {
    const transaction = this.#context.queryRunners.get(event.queryRunner)?.transaction
    if (!transaction || depthOf(event.queryRunner) > 1) return undefined
    transaction.isCommitting = true
    return transaction.recorded()
  }

  afterTransactionCommit(event: TransactionCommitEvent): HookResult {
    const changes = this.#context.queryRunners.get(event.queryRunner)
    if (!changes?.transaction) return undefined
    if (!event.queryRunner.isTransactionActive) return changes.endTransaction()?.bump()
    if (changes.transaction.savepoints.depth !== depthOf(event.queryRunner) + 1) changes.transaction.savepoints.blur()
    changes.transaction.savepoints.release()
    return undefined
  }

  afterTransactionRollback(event: TransactionRollbackEvent): HookResult {
    const changes = this.#context.queryRunners.get(event.queryRunner)
    if (!changes?.transaction) return undefined
    if (!event.queryRunner.isTransactionActive) return changes.endTransaction()?.drop()
    if (changes.transaction.savepoints.depth !== depthOf(event.queryRunner) + 1) changes.transaction.savepoints.blur()
    changes.transaction.savepoints.rollBack()
    return undefined
  }

  // --------------------------------------------------------------------------------------------------------------

  /** Bumped here and not in `afterTransactionCommit`, so that every other subscriber's hook finds the keys changed. */
  #committed(event: AfterQueryEvent): HookResult {
    const changes = changesOf(this.#context, event.queryRunner)
    switch (commitOutcome(event)) {
      case 'committed':
      case 'unknown':
        return changes.endTransaction()?.bump()
      case 'rolled-back':
        return changes.endTransaction()?.drop()
      case 'refused':
        return undefined
    }
  }

  #insertedWithConflict(event: AfterQueryEvent, path: readonly string[]): HookResult {
    return this.#guarded(() => {
      const tables = EntityCatalog.of(dataSourceOf(event.queryRunner)).meant(path)
      const identifiers = tables.flatMap(({ metadatas: [metadata] }) => this.#reach(metadata).ofBulk(metadata))
      return identifiers.length > 0 ? changesOf(this.#context, event.queryRunner).add(identifiers) : undefined
    })
  }

  #identified(event: RemoveEvent<ObjectLiteral>, kind: RowChange['kind']): HookResult {
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
    })
  }

  #changedInBulk({ queryRunner, metadata }: { queryRunner: QueryRunner; metadata: EntityMetadata }): HookResult {
    return this.#guarded(() => changesOf(this.#context, queryRunner).add(this.#reach(metadata).ofBulk(metadata)))
  }

  #changed(queryRunner: QueryRunner, change: RowChange): HookResult {
    const { metadata } = change
    return this.#guarded(() => {
      const changes = changesOf(this.#context, queryRunner)
      try {
        const { identifiers, unresolved } = this.#reach(metadata).ofRow(change)
        const added = changes.add(identifiers)
        return unresolved
          ? changes.addParentsOf(unresolved, metadata, EntityCatalog.of(dataSourceOf(metadata)), 'after')
          : added
      } catch (cause) {
        report(this.#context.ledger.events, `A changed row of ${metadata.name} could not be named`, cause)
        return changes.add(this.#reach(metadata).ofBulk(metadata))
      }
    })
  }

  #readParents(event: UpdateEvent<ObjectLiteral> | RemoveEvent<ObjectLiteral>): HookResult {
    const { metadata, queryRunner } = event
    const before = event.databaseEntity as ObjectLiteral | undefined
    return this.#guarded(() => {
      if (!before || !this.#reach(metadata).mustReadBefore(metadata, before)) return undefined
      return changesOf(this.#context, queryRunner).addParentsOf(
        before,
        metadata,
        EntityCatalog.of(dataSourceOf(metadata)),
        'before',
      )
    })
  }

  #reach(metadata: EntityMetadata): ChangeReach {
    return new ChangeReach(EntityCatalog.of(dataSourceOf(metadata)), this.#context.touch)
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

/** The id that an event names, as an object; TypeORM gives the bare value where the key has one column. */
function idMap({ metadata, entityId }: { metadata: EntityMetadata; entityId?: unknown }): ObjectLiteral | undefined {
  if (entityId === undefined || entityId === null) return undefined
  const isMap = typeof entityId === 'object' && !(entityId instanceof Uint8Array) && !(entityId instanceof Date)
  return (isMap ? entityId : metadata.primaryColumns[0]?.createValueMap(entityId)) as ObjectLiteral | undefined
}

/** What a query runner has changed and not yet bumped. */
export function changesOf({ queryRunners, ledger }: SubscriberContext, queryRunner: QueryRunner): QueryRunnerChanges {
  let changes = queryRunners.get(queryRunner)
  if (!changes) queryRunners.set(queryRunner, (changes = new QueryRunnerChanges(queryRunner, ledger)))
  return changes
}

/** 0 outside a transaction, 1 in one, more with savepoints. TypeORM keeps it protected; in these hooks it is exact. */
function depthOf(queryRunner: QueryRunner): number {
  return (queryRunner as unknown as { transactionDepth: number }).transactionDepth
}
