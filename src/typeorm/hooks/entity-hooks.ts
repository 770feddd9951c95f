import type { EntityMetadata, ObjectLiteral, RemoveEvent, UpdateEvent } from 'typeorm'
import { dataSourceOf } from '../versions'
import { targetsInEntity } from '../reach/entity-groups'
import { type HookResult, type SubscriberContext, guarded } from './subscriber-context'

/** Takes note of what rows as a flush has loaded them lead to, for those who trust that they were not moved since. */
export class EntityHooks {
  readonly #context: SubscriberContext

  constructor(context: SubscriberContext) {
    this.#context = context
  }

  /** Before a row changes: afterwards what it has led to is gone. */
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
      for (const group of rules.groupsOf(table)) {
        const targets = targetsInEntity(group, table, metadata, before)
        if (targets) changes.groups.note(row, group, targets)
      }
      return undefined
    })
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
