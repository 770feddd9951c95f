/** One value of a primary key. */
export type IdValue = string | number | bigint | boolean | Date | Uint8Array

/**
 * A class that TypeORM maps. Abstract ones too, since they may head a single-table inheritance, and those whose
 * constructor is private or protected, which have no construct signature.
 */
export type EntityClass<Entity extends object = object> =
  (abstract new (...args: never[]) => Entity) | { readonly prototype: Entity }

/** An `EntitySchema`, seen through what is needed of it here: this module works without TypeORM. */
export interface EntitySchemaLike {
  readonly '@instanceof': symbol
  readonly options: { readonly name: string }
}

/** The rest of what TypeORM's `EntityTarget` may be by its type. */
interface NamedType<Entity extends object> {
  readonly type: Entity
  readonly name: string
}

/** What `ref` can point into: a class, an `EntitySchema`, or a table's name. Takes any `EntityTarget` of TypeORM. */
export type RefTarget<Entity extends object = object> =
  EntityClass<Entity> | EntitySchemaLike | NamedType<Entity> | string

/** What holds nothing but what the compiler doesn't know: a type parameter without properties. */
type Unknown<Entity> = { [Key in keyof Entity]?: never }

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
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it lets type parameters name their own
export function ref<Entity extends object, Column extends keyof Entity>(
  target: EntityClass<Entity>,
  id: IdValue | { readonly [Key in Column]?: unknown },
): Ref
/** In a generic function, where nobody knows the columns. */
export function ref<Entity extends Unknown<Entity>>(target: EntityClass<Entity>, id: object): Ref
/** By table, by schema, or by whatever TypeORM's `EntityTarget` is. */
export function ref<Target extends RefTarget>(
  target: Target,
  id: Target extends EntityClass ? never : IdValue | object,
): Ref
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
