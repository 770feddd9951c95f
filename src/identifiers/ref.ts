/** One value of a primary key. */
export type IdValue = string | number | bigint | boolean | Date | Uint8Array

/**
 * An entity class. It may be abstract, as the base of a single-table inheritance, or have a private or protected
 * constructor, and then no construct signature.
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

/** The first argument of `ref`: an entity class, an `EntitySchema`, a table's name, or any other `EntityTarget` of TypeORM. */
export type RefTarget<Entity extends object = object> =
  EntityClass<Entity> | EntitySchemaLike | NamedType<Entity> | string

/** What holds nothing but what the compiler doesn't know: a type parameter without properties. */
type Unknown<Entity> = { [Key in keyof Entity]?: never }

/** Names a row without loading it. Made by `ref`. */
export class Ref {
  readonly #isMade = true
  readonly target: RefTarget
  readonly id: IdValue | object

  constructor(target: RefTarget, id: IdValue | object) {
    this.target = target
    this.id = id
    Object.freeze(this)
  }

  /** Whether it was made here and can't change: no getter, no proxy. Runs no code of the caller. */
  static isMade(value: object): value is Ref {
    return #isMade in value && value.#isMade
  }
}

/** A value that is never read as a dependency. Made by `literal`. */
export class Literal {
  constructor(readonly value: unknown) {}
}

/**
 * Names one row by its primary key, without loading it.
 *
 * @param target an entity class, an `EntitySchema`, or the table's name as in identifiers (`'users'`, `'sales.invoices'`)
 * @param id the value of the primary key, or an object with all columns of the primary key
 * @example
 * await alkey.keyGenerator(ref(User, 1))
 * await alkey.keyGenerator(ref(OrderLine, { order: 7, line: 3 }))
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it lets type parameters name their own
export function ref<Entity extends object, Column extends keyof Entity>(
  target: EntityClass<Entity>,
  id: IdValue | { readonly [Key in Column]?: unknown },
): Ref
/** In a generic function, where the columns are unknown. */
export function ref<Entity extends Unknown<Entity>>(target: EntityClass<Entity>, id: object): Ref
/** By a table's name, an `EntitySchema`, or any other `EntityTarget` of TypeORM. */
export function ref<Target extends RefTarget>(
  target: Target,
  id: Target extends EntityClass ? never : IdValue | object,
): Ref
export function ref(target: RefTarget, id: IdValue | object): Ref {
  return new Ref(target, id)
}

/**
 * Makes a part that is plain data and never a dependency. Use it for text from users, which could look like an identifier,
 * and for objects with `toJSON`.
 *
 * @example
 * await alkey.keyGenerator(Product, literal(request.query.q))
 */
export function literal(value: unknown): Literal {
  return new Literal(value)
}
