import type { EntityClass, EntitySchemaLike, IdValue, RefTarget } from './ref'

/** Names all rows that have certain values in columns. Made by `scope`. */
export class ScopePart {
  readonly #isMade = true
  readonly target: RefTarget
  readonly values: Readonly<Record<string, unknown>>

  constructor(target: RefTarget, values: Readonly<Record<string, unknown>>) {
    this.target = target
    this.values = Object.freeze({ ...values })
    Object.freeze(this)
  }

  /** Whether it was made here and can't change: no getter, no proxy. Runs no code of the caller. */
  static isMade(value: object): value is ScopePart {
    return #isMade in value && value.#isMade
  }
}

/** A value of a scope's column: of a relation, the related entity or an object that holds its key. */
export type ScopeValue = IdValue | object | null

/**
 * Names the rows of a table that have a value in a column, as a part: a key made of it changes when such a row is inserted,
 * changed or removed, and when a row gets or loses the value. The column must be declared in the option `scopes` of `Alkey`.
 *
 * @param target an entity class, an `EntitySchema`, or the table's name as in identifiers
 * @param values by property of the entity; with a table's name, by column. `null` stands for NULL
 * @example
 * await alkey.keyGenerator(scope(Order, { tenantId: 7 }))
 */
export function scope<Entity extends object>(
  target: EntityClass<Entity>,
  values: { readonly [Property in keyof Entity]?: ScopeValue },
): ScopePart
export function scope(target: EntitySchemaLike | string, values: Readonly<Record<string, ScopeValue>>): ScopePart
export function scope(target: RefTarget, values: Readonly<Record<string, unknown>>): ScopePart {
  return new ScopePart(target, values)
}
