import type { EntitySubscriberInterface, EntityTarget, ObjectLiteral, QueryRunner } from 'typeorm'
import { Product, Review } from './entities'

interface Changed {
  readonly metadata: { readonly target: EntityTarget<ObjectLiteral> }
  readonly entity?: ObjectLiteral | undefined
  readonly databaseEntity?: ObjectLiteral | undefined
  readonly queryRunner: QueryRunner
}

export function keyOf(id: number): string {
  return `product:${id}`
}

/** Hears all events of entities. */
abstract class EntityEvents implements EntitySubscriberInterface {
  protected abstract changed(event: Changed): Promise<void>

  afterInsert(event: Changed): Promise<void> {
    return this.changed(event)
  }

  afterUpdate(event: Changed): Promise<void> {
    return this.changed(event)
  }

  afterRemove(event: Changed): Promise<void> {
    return this.changed(event)
  }

  afterSoftRemove(event: Changed): Promise<void> {
    return this.changed(event)
  }

  afterRecover(event: Changed): Promise<void> {
    return this.changed(event)
  }
}

/** Deletes the key of the product that an event names, as soon as it comes. */
export class DeletingSubscriber extends EntityEvents {
  constructor(private readonly deleteKey: (key: string, queryRunner: QueryRunner) => Promise<unknown>) {
    super()
  }

  protected async changed(event: Changed): Promise<void> {
    const key = keyNamedBy(event)
    if (key !== undefined) await this.deleteKey(key, event.queryRunner)
  }
}

/**
 * The most that a subscriber can do: it waits for the commit, so that no visitor brings back what was deleted before that,
 * and where an event does not say which product it is about, all keys go.
 */
export class CarefulSubscriber extends EntityEvents {
  readonly #keys = new WeakMap<QueryRunner, Set<string | undefined>>()

  constructor(
    private readonly deleteKey: (key: string) => Promise<unknown>,
    private readonly deleteAll: () => Promise<unknown>,
  ) {
    super()
  }

  async afterTransactionCommit({ queryRunner }: { readonly queryRunner: QueryRunner }): Promise<void> {
    const keys = this.#keys.get(queryRunner) ?? []
    this.#keys.delete(queryRunner)
    for (const key of keys) await this.#delete(key)
  }

  afterTransactionRollback({ queryRunner }: { readonly queryRunner: QueryRunner }): void {
    this.#keys.delete(queryRunner)
  }

  protected async changed(event: Changed): Promise<void> {
    const key = keyNamedBy(event)
    if (!event.queryRunner.isTransactionActive) return this.#delete(key)
    const keys = this.#keys.get(event.queryRunner) ?? new Set()
    this.#keys.set(event.queryRunner, keys.add(key))
  }

  async #delete(key: string | undefined): Promise<void> {
    await (key === undefined ? this.deleteAll() : this.deleteKey(key))
  }
}

/** The event of a statement by criteria has no entity, or one with nothing but the new values. */
function keyNamedBy({ metadata, entity, databaseEntity }: Changed): string | undefined {
  const row: ObjectLiteral = { ...databaseEntity, ...entity }
  const names = new Map<unknown, unknown>([
    [Product, row['id']],
    [Review, row['productId']],
  ])
  const id = names.get(metadata.target)
  return typeof id === 'number' ? keyOf(id) : undefined
}
