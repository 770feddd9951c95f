/** One value of a primary key. */
export type IdValue = string | number | bigint | boolean | Date | Uint8Array

/** A class that TypeORM maps; abstract ones too, since they may head a single-table inheritance. */
export type EntityClass<Entity extends object = object> = abstract new (...args: never[]) => Entity

/** An `EntitySchema`, seen through what is needed of it here: this module works without TypeORM. */
export interface EntitySchemaLike {
  readonly '@instanceof': symbol
  readonly options: { readonly name: string }
}

/** What `ref` can point into: a class, an `EntitySchema`, or a table's name. */
export type RefTarget<Entity extends object = object> = EntityClass<Entity> | EntitySchemaLike | string

/** An object that holds (at least) the primary key's columns, embedded ones and relations as in the entity. */
export type IdObject<Entity extends object> = Partial<Record<keyof Entity, unknown>>

/** A row, named without being loaded. Made by `ref`. */
export class Ref {
  constructor(
    readonly target: RefTarget,
    readonly id: IdValue | object,
  ) {}
}

/** A value that is nothing but itself, whatever it looks like. Made by `literal`. */
export class Literal {
  constructor(readonly value: unknown) {}
}

/**
 * Names one row by its primary key.
 *
 * @param target an entity class, an `EntitySchema`, or the table as it stands in identifiers (`'users'`, `'sales.invoices'`)
 * @param id the key's value, or an object that holds all columns of the key
 * @example
 * await alkey.keyGenerator(ref(User, 1))
 * await alkey.keyGenerator(ref(OrderLine, { order: 7, line: 3 }))
 */
export function ref<Entity extends object>(target: EntityClass<Entity>, id: IdValue | IdObject<Entity>): Ref
export function ref(target: EntitySchemaLike | string, id: IdValue | object): Ref
export function ref(target: RefTarget, id: IdValue | object): Ref {
  return new Ref(target, id)
}

/**
 * Marks a value as plain data: text from users that could look like an identifier, or an object with `toJSON`.
 *
 * @example
 * await alkey.keyGenerator(Product, literal(request.query.q))
 */
export function literal(value: unknown): Literal {
  return new Literal(value)
}
