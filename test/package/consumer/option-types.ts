// The same about the options that name entities, properties and tables.
import type { AlkeyOptions } from 'typeorm-alkey'

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
type Scopes = AlkeyOptions<Entities>['scopes']

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

export function scoped(): readonly (Scopes | AlkeyOptions['scopes'])[] {
  const untyped: AlkeyOptions['scopes'] = { Anything: ['at.all', ['one', 'other']], None: undefined }
  // @ts-expect-error -- an array is needed
  const untypedBare: AlkeyOptions['scopes'] = { Anything: 'name' }
  const typed: Scopes = { Sale: ['customer', 'total', ['customer', 'total']], Customer: ['address.city'] }
  // @ts-expect-error -- no such entity
  const entity: Scopes = { Sail: ['total'] }
  // @ts-expect-error -- no such property
  const property: Scopes = { Sale: ['tenant'] }
  // @ts-expect-error -- no such property in a scope of several
  const several: Scopes = { Sale: [['total', 'tenant']] }
  return [untyped, untypedBare, typed, entity, property, several]
}
