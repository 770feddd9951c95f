import { InvalidOptionError, show } from './errors'
import { checkBoolean, checkOneOf, entriesOf, itemsOf, member, readOption } from './option-checks'

/** Entities unknown to the compiler: it allows every name and every property. */
export type UntypedEntities = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/**
 * What to do about the parents of a changed row when its statement doesn't name the foreign keys. `'select'` reads them,
 * with one query for each table, before the COMMIT. `'bulk'` counts every row of the parents' tables as changed. `'skip'`
 * leaves the parents unchanged: cached values that depend on them may be stale.
 */
export type UnknownParents = 'select' | 'bulk' | 'skip'

const waysForUnknownParents: readonly UnknownParents[] = ['select', 'bulk', 'skip']

/** Paths of properties, by the entity's name. A write that changes only these properties changes no key. */
export type IgnoreRules<Entities extends object = UntypedEntities> = {
  readonly [Name in keyof Entities & string]?: readonly PropertyPath<Entities[Name], EntityOf<Entities>>[] | undefined
}

/**
 * Columns by entity whose values `scope` can name. A relation stands for its foreign key. An array is one scope of several
 * columns together.
 *
 * @example { Order: ['tenantId', 'customer', ['tenantId', 'status']] }
 */
export type ScopeRules<Entities extends object = UntypedEntities> = {
  readonly [Name in keyof Entities & string]?:
    readonly ScopePath<PropertyPath<Entities[Name], EntityOf<Entities>>>[] | undefined
}

type ScopePath<Path extends string> = Path | readonly Path[]

/**
 * Which changes of rows also change their parents. Rules go by the name of the entity that has the foreign key: `false`
 * turns all its relations off, an object of relations some of them. Relations without a rule are on.
 *
 * `unknown` (default `'select'`) says what to do when a statement doesn't name the foreign keys. `exact: false` (default:
 * `true`) takes them from the entity as it was loaded, without a query. If another transaction has moved the row since,
 * this write doesn't change the new parent. An entity with the name `unknown` or `exact` can't have a rule.
 *
 * @example { unknown: 'bulk', AuditEntry: false, Order: { customer: false } }
 */
export type TouchRules<Entities extends object = UntypedEntities> = string extends keyof Entities
  ? UntypedTouchRules
  : { readonly unknown?: UnknownParents | undefined; readonly exact?: boolean | undefined } & {
      readonly [Name in Exclude<keyof Entities & string, 'unknown' | 'exact'>]?:
        boolean | RelationRules<RelationPath<Entities[Name], EntityOf<Entities>>> | undefined
    }

/** `TouchRules` for entities unknown to the compiler. */
export interface UntypedTouchRules {
  readonly unknown?: UnknownParents | undefined
  readonly exact?: boolean | undefined
  readonly [entity: string]: boolean | RelationRules<string> | UnknownParents | undefined
}

/** The relations of one entity: whether a change of a row also changes that parent. */
export type RelationRules<Path extends string> = { readonly [Relation in Path]?: boolean | undefined }

/**
 * Paths of an entity's properties, and of objects embedded in it, two levels deep: `'name'`, `'address.city'`,
 * `'address.position.latitude'`. Any text if the compiler doesn't know the properties. Private properties are not among them.
 *
 * @typeParam Related entities: a property of such a type is a relation, not an embedded object
 */
export type PropertyPath<Entity, Related = never> = string extends keyof Entity
  ? string
  : PathIn<Entity, Method, Related, [1, 2]>

/** Paths of the properties that may be relations to one row; see `PropertyPath`. */
export type RelationPath<Entity, Related = never> = string extends keyof Entity
  ? string
  : PathIn<Entity, Method | Scalar | Date | Bytes | readonly unknown[], Related, [1, 2]>

type EntityOf<Entities> = Entities[keyof Entities & string]
type Method = (...args: never[]) => unknown
type Scalar = string | number | bigint | boolean | symbol | null | undefined
type Bytes = ArrayBufferView | ArrayBuffer
/** Has no properties that TypeORM maps one by one. */
type Whole = Method | Scalar | Date | Bytes | readonly unknown[] | PromiseLike<unknown>

/** The properties of a type; none where they are not known, as in a JSON column. */
type PropertyOf<Type> = string extends keyof Type ? never : keyof Type & string

/** Paths of properties, without those of the type `Left`. They go down as often as `Levels` has elements. */
type PathIn<Type, Left, Related, Levels extends readonly unknown[]> = {
  [Property in PropertyOf<Type>]:
    | (Type[Property] extends Left ? never : Property)
    | (Levels extends readonly [unknown, ...infer Rest]
        ? `${Property}.${PathBelow<Type[Property], Left, Related, Rest>}`
        : never)
}[PropertyOf<Type>]

type PathBelow<Value, Left, Related, Levels extends readonly unknown[]> = Value extends Whole
  ? never
  : true extends IsOneOf<Value, Related>
    ? never
    : PathIn<Value, Left, Related, Levels>

/** Whether a type is one of a union's, and not merely like it. */
type IsOneOf<Type, Union> = Union extends unknown ? ([Type, Union] extends [Union, Type] ? true : never) : never

/** `touch` as it counts. */
export interface ResolvedTouch {
  /** False when no change touches anything; there are no rules then. */
  readonly isOn: boolean
  readonly unknown: UnknownParents
  /** Whether loaded entities are not trusted to tell whom their rows belong to by now. */
  readonly isExact: boolean
  /** By entity, for all its relations or for each by its path. What is not named is touched. */
  readonly rules: ReadonlyMap<string, boolean | ReadonlyMap<string, boolean>>
}

/** Checks the shape of `touch`: whether there are such entities and relations can be told with a DataSource only. */
export function resolveTouch(value: unknown): ResolvedTouch {
  const rules = new Map<string, boolean | ReadonlyMap<string, boolean>>()
  let unknown: UnknownParents = 'select'
  let isExact = true
  if (typeof value === 'boolean') return { isOn: value, unknown, isExact, rules }
  for (const [name, rule] of givenRules('touch', value, 'true, false or an object of rules by entity')) {
    if (name === 'unknown') unknown = checkOneOf('touch.unknown', rule, waysForUnknownParents)
    else if (name === 'exact') isExact = checkBoolean('touch.exact', rule)
    else rules.set(checkEntityName('touch', name), typeof rule === 'boolean' ? rule : relationRules(name, rule))
  }
  return { isOn: true, unknown, isExact, rules }
}

function relationRules(entity: string, value: unknown): ReadonlyMap<string, boolean> {
  const option = member('touch', entity)
  const expected = 'true, false or an object of relations, like { customer: false }'
  if (waysForUnknownParents.some((choice) => choice === value)) {
    throw new InvalidOptionError(
      `${option} must be ${expected}, not ${show(value)}. Use touch.unknown for what to do about unknown parents.`,
    )
  }
  const rules = givenRules(option, value, expected)
  return new Map(
    rules.map(([relation, rule]) => [checkPath(option, relation), checkBoolean(member(option, relation), rule)]),
  )
}

/** Checks the shape of `ignore`. @returns paths of properties by entity */
export function resolveIgnore(value: unknown): ReadonlyMap<string, readonly string[]> {
  const rules = givenRules('ignore', value, "an object of properties by entity, like { User: ['lastSeenAt'] }")
  return new Map(
    rules.map(([entity, properties]) => {
      const option = member('ignore', checkEntityName('ignore', entity))
      const paths = itemsOf(option, properties, "an array of properties, like ['lastSeenAt', 'address.city']")
      return [entity, paths.map((path) => checkPath(option, path))]
    }),
  )
}

/** Checks the shape of `scopes`. @returns the scopes of each entity, each as paths of properties */
export function resolveScopes(value: unknown): ReadonlyMap<string, readonly (readonly string[])[]> {
  const rules = givenRules('scopes', value, "an object of properties by entity, like { Order: ['tenantId'] }")
  return new Map(
    rules.map(([entity, scopes]) => {
      const option = member('scopes', checkEntityName('scopes', entity))
      const all = itemsOf(option, scopes, "an array of properties, like ['tenantId', ['tenantId', 'status']]")
      return [entity, all.map((one) => scopePaths(option, one))]
    }),
  )
}

function scopePaths(option: string, one: unknown): readonly string[] {
  const isSeveral = readOption(option, () => Array.isArray(one))
  const paths = isSeveral ? itemsOf(option, one, 'an array of properties') : [one]
  if (paths.length === 0)
    throw new InvalidOptionError(`${option} has a scope without properties. Name one, or leave the empty array out.`)
  return paths.map((path) => checkPath(option, path))
}

/** What is undefined counts as not given, as with options themselves. */
function givenRules(name: string, value: unknown, expected: string): [string, unknown][] {
  return entriesOf(name, value, expected).filter(([, rule]) => rule !== undefined)
}

function checkEntityName(option: string, name: string): string {
  if (name !== '') return name
  throw new InvalidOptionError(`${option} has a rule for the entity ''. Write the entity's name, like 'User'.`)
}

function checkPath(option: string, path: unknown): string {
  if (typeof path === 'string' && path.split('.').every((name) => name !== '')) return path
  throw new InvalidOptionError(`${option} takes names of properties, like 'name' or 'address.city', not ${show(path)}.`)
}
