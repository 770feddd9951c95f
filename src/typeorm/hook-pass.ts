import type { EntityMetadata, ObjectLiteral } from 'typeorm'

/** Whether hooks run before or after the statements of a flush. */
export type When = 'before' | 'after'

/**
 * What the hooks of one flush have told, before it is acted upon. TypeORM calls them all in one go and then waits for
 * them together, so one pass is one round trip.
 */
export class HookPass {
  readonly identifiers = new Set<string>()
  /** Rows whose parents must be read from the database. */
  readonly unresolved = new Map<EntityMetadata, ObjectLiteral[]>()
  /** How many announced rows or statements the hooks have told of. */
  announced = 0
  readonly done: Promise<void>

  constructor(finish: (pass: HookPass) => Promise<void>) {
    this.done = Promise.resolve().then(() => finish(this))
  }

  resolve(metadata: EntityMetadata, row: ObjectLiteral): void {
    const rows = this.unresolved.get(metadata)
    if (rows) rows.push(row)
    else this.unresolved.set(metadata, [row])
  }
}
