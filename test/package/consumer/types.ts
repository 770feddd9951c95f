// What the compiler must infer, and what it must refuse, for somebody who has installed the package.
import {
  type DataSource,
  type EntityManager,
  EntitySchema,
  type EntitySubscriberInterface,
  type EntityTarget,
  type ObjectLiteral,
  type Repository,
} from 'typeorm'
import {
  Alkey,
  type AlkeyError,
  type AlkeyErrorCode,
  type AlkeyOptions,
  type CloseReport,
  type ExplainedPart,
  GLOBAL,
  MemoryTokenStore,
  RedisTokenStore,
  type Ref,
  type RefTarget,
  type TokenReading,
  type TokenStore,
  type UncacheableReason,
  literal,
  ref,
} from 'typeorm-alkey'
import { type TokenStoreContractCase, tokenStoreContract } from 'typeorm-alkey/testing'
import { exactly } from './exactly'

class User {
  id!: number
  name!: string
}

export async function keys(alkey: Alkey, user: User): Promise<void> {
  exactly<string>()(await alkey.keyGenerator(user, User, GLOBAL, 'text', 1, 1n, null, undefined, { page: [2] }))
  exactly<readonly ExplainedPart[]>()((await alkey.keyGenerator.explain(user)).parts)
  exactly<UncacheableReason | undefined>()((await alkey.keyGenerator.explain(user)).reason)
  exactly<string>()(await alkey.token(User))
  exactly<string>()(alkey.identifier(ref(User, 1)))
  exactly<boolean>()(alkey.isCacheable('key'))
  exactly<CloseReport>()(await alkey.close({ deadlineMs: undefined }))
}

export function refs(): void {
  exactly<Ref>()(ref(User, 1))
  ref(User, { id: 1 })
  ref(User, new User())
  ref('users', 'abc')
  literal({ anything: true })
  // @ts-expect-error -- User has no such property
  ref(User, { idd: 1 })
  // @ts-expect-error -- the id is missing
  ref(User)
  // @ts-expect-error -- null names no row
  ref(User, null)
  // @ts-expect-error -- none of the columns of its key
  ref(Hidden, { idd: 1 })
  // @ts-expect-error -- a number is no target
  ref(1, 1)
  // @ts-expect-error -- an instance is a part by itself
  ref(new User(), 1)
}

class Hidden {
  id!: number
  private constructor() {}
  static make(): Hidden {
    return new Hidden()
  }
}

class Guarded {
  id!: number
  protected constructor() {}
}

abstract class Content {
  id!: number
}

class Tag {
  constructor(readonly name: string) {}
}

export function everyTarget(repository: Repository<User>): void {
  ref(Hidden, 1)
  ref(Hidden, { id: 1 })
  ref(Hidden, Hidden.make())
  ref(Guarded, 1)
  ref(Content, { id: 1 })
  ref(Tag, { name: 'tea' })
  ref(new EntitySchema<User>({ name: 'users', columns: {} }), { id: 1 })
  ref(repository.target, 1)
  ref(repository.target, { id: 1 })
  // @ts-expect-error -- the id is missing
  ref(repository.target)
}

export function refsOf<T extends ObjectLiteral>(target: EntityTarget<T>, id: number, entity: T): readonly Ref[] {
  return [ref(target, id), ref(target, { id }), ref(target, entity)]
}

export function refsOfClass<T extends { id: number }>(target: new () => T, id: T['id'], entity: T): readonly Ref[] {
  // @ts-expect-error -- null names no row here either
  ref(target, null)
  return [ref(target, id), ref(target, { id }), ref(target, entity), ref(target as RefTarget<T>, { id })]
}

export function refsOfAnyClass<T extends object>(target: new () => T, id: number, entity: T): readonly Ref[] {
  return [ref(target, id), ref(target, { id }), ref(target, entity)]
}

export function attachment(alkey: Alkey, dataSource: DataSource): void {
  exactly<() => void>()(alkey.attach(dataSource))
  exactly<new () => EntitySubscriberInterface>()(alkey.subscriber)
  // @ts-expect-error -- nothing to attach to
  alkey.attach(undefined)
}

export async function invalidation(alkey: Alkey, manager: EntityManager): Promise<void> {
  await alkey.invalidate(User, ref(User, 1))
  await alkey.invalidate(manager, User)
}

export function events(alkey: Alkey): void {
  const stop = alkey.on('bumped', (event) => {
    exactly<readonly string[]>()(event.identifiers)
  })
  exactly<() => void>()(stop)
  alkey.on('uncacheable', ({ reason, key }) => {
    exactly<UncacheableReason>()(reason)
    exactly<string>()(key)
  })
  alkey.on('error', ({ error }) => {
    exactly<AlkeyError>()(error)
    exactly<AlkeyErrorCode>()(error.code)
  })
  alkey.on('unknownWrite', ({ statement }) => {
    exactly<string>()(statement)
  })
  alkey.on('unmapped', ({ table }) => {
    exactly<string>()(table)
  })
  alkey.on('parentsUnknown', ({ entity, relations, resolution }) => {
    exactly<string>()(entity)
    exactly<readonly string[]>()(relations)
    exactly<'select' | 'bulk' | 'skip'>()(resolution)
  })
  // @ts-expect-error -- there is no such event
  alkey.on('bumpt', () => undefined)
  alkey.on('bumped', (event) => {
    // @ts-expect-error -- this event has no such property
    exactly<UncacheableReason>()(event.reason)
  })
}

export function options(url: string | undefined): void {
  new Alkey({ redis: 'redis://localhost', namespace: undefined, deadlineMs: 100 })
  new Alkey({ redis: { host: 'localhost', port: 6379 } })
  new Alkey({ redis: url, touch: false })
  new RedisTokenStore({ redis: 'redis://localhost' })
  new MemoryTokenStore({ maxTokens: 10 })
  // @ts-expect-error -- no such option
  new Alkey({ store: new MemoryTokenStore(), namespaces: 'shop' })
  // @ts-expect-error -- of another type
  new Alkey({ store: new MemoryTokenStore(), deadlineMs: '100' })
  // @ts-expect-error -- not a token store
  new Alkey({ store: new Map() })
}

class Position {
  latitude!: number
  longitude!: number
}

class Address {
  city!: string
  position!: Position | null
  country!: Country
}

class Country {
  code!: string
  customers!: Customer[]
}

class Customer {
  id!: number
  lastSeenAt!: Date | null
  settings!: Record<string, unknown>
  address!: Address
  country?: Country
  manager!: Promise<Customer>
  orders!: Sale[]
  greet(): string {
    return String(this.id)
  }
}

class Sale {
  id!: number
  total!: string
  customer!: Customer | null
}

type Entities = { Customer: Customer; Sale: Sale; Country: Country }

/** What is refused at any depth of it. */
type Ignore = AlkeyOptions<Entities>['ignore']
type Touch = AlkeyOptions<Entities>['touch']

export function ignored(names: readonly string[]): readonly (Ignore | AlkeyOptions['ignore'])[] {
  const readonlyNames = ['id', 'address.city'] as const
  const untyped: AlkeyOptions['ignore'] = { Anything: ['at.all'], Other: names, None: undefined }
  // @ts-expect-error -- an array is needed
  const untypedBare: AlkeyOptions['ignore'] = { Anything: 'name' }
  const typed: Ignore = { Customer: ['lastSeenAt', 'settings', 'orders', 'address', 'country'], Sale: [] }
  const nested: Ignore = { Customer: ['address.city', 'address.country', 'address.position.latitude'] }
  const copied: Ignore = { Customer: readonlyNames, Sale: undefined }
  // @ts-expect-error -- no such entity
  const entity: Ignore = { Custmer: ['id'] }
  // @ts-expect-error -- no such property
  const property: Ignore = { Customer: ['lastSeen'] }
  // @ts-expect-error -- no such property of an embedded object
  const embedded: Ignore = { Customer: ['address.town'] }
  // @ts-expect-error -- dates are no embedded objects
  const date: Ignore = { Customer: ['lastSeenAt.getTime'] }
  // @ts-expect-error -- other entities' properties are theirs
  const related: Ignore = { Customer: ['country.code'] }
  // @ts-expect-error -- methods are no columns
  const method: Ignore = { Customer: ['greet'] }
  return [untyped, untypedBare, typed, nested, copied, entity, property, embedded, date, related, method]
}

export function touched(): readonly (Touch | AlkeyOptions['touch'])[] {
  const untyped: AlkeyOptions['touch'] = { unknown: 'bulk', Any: false, Other: { relation: false }, None: undefined }
  // @ts-expect-error -- no such answer
  const untypedUnknown: AlkeyOptions['touch'] = { unknown: 'all' }
  // @ts-expect-error -- true, false or relations
  const untypedEntity: AlkeyOptions['touch'] = { Any: 1 }
  const typed: Touch = { unknown: 'skip', Country: false, Sale: { customer: false } }
  const nested: Touch = { Customer: { country: true, manager: false, 'address.country': false } }
  // @ts-expect-error -- no such answer
  const unknown: Touch = { unknown: false }
  // @ts-expect-error -- no such entity
  const entity: Touch = { Order: false }
  // @ts-expect-error -- no such relation
  const relation: Touch = { Sale: { buyer: false } }
  // @ts-expect-error -- a column is no relation
  const column: Touch = { Sale: { total: false } }
  // @ts-expect-error -- the rows that belong to a row are not touched by it
  const children: Touch = { Customer: { orders: false } }
  // @ts-expect-error -- true or false
  const value: Touch = { Sale: { customer: 'bulk' } }
  return [
    true,
    untyped,
    untypedUnknown,
    untypedEntity,
    typed,
    nested,
    unknown,
    entity,
    relation,
    column,
    children,
    value,
  ]
}

export function statements(): readonly AlkeyOptions[] {
  const names = ['archive'] as const
  return [
    { aliases: { orders_2026: 'orders' }, writingFunctions: names, onUnknownWrite: 'ignore' },
    { aliases: undefined, writingFunctions: undefined, onUnknownWrite: undefined, touch: undefined },
    // @ts-expect-error -- a table is named by text
    { aliases: { orders_2026: 1 } },
    // @ts-expect-error -- an array is needed
    { writingFunctions: 'archive' },
    // @ts-expect-error -- no such answer
    { onUnknownWrite: 'some' },
  ]
}

export function stores(): readonly TokenStoreContractCase[] {
  class OwnStore implements TokenStore {
    read(identifiers: readonly string[]): Promise<TokenReading> {
      return Promise.resolve({ generation: '1', tokens: identifiers.map(() => undefined) })
    }
    bump(): Promise<void> {
      return Promise.resolve()
    }
    flush(): Promise<void> {
      return Promise.resolve()
    }
    close(): Promise<void> {
      return Promise.resolve()
    }
  }
  return tokenStoreContract(() => new OwnStore())
}
