import {
  ChildEntity,
  Column,
  type DataSource,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
} from 'typeorm'
import {
  type Alkey,
  InvalidIdentifierError,
  InvalidPartError,
  type KeyPart,
  UnknownEntityError,
  ref,
  scope,
} from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { isPooled } from '../../support/databases/under-test'
import { changedBy, keysOf } from '../../support/watching/key-watch'

// What a scope may be written as, and what is refused.

@Entity('scoped_customers')
class Customer {
  @PrimaryGeneratedColumn() id!: number
  @OneToMany(() => Order, (order) => order.customer) orders!: Order[]
}

@Entity('scoped_sites')
class Site {
  @PrimaryColumn() country!: string
  @PrimaryColumn() code!: number
}

class Address {
  @Column({ default: '' }) city!: string
}

const doubled = { to: (value: number | null) => value && value * 2, from: (value: number | null) => value && value / 2 }

@Entity('scoped_orders')
class Order {
  @PrimaryGeneratedColumn() id!: number
  @Column({ name: 'tenant_id' }) tenantId!: number
  @Column({ type: 'varchar', length: 20, nullable: true }) status!: string | null
  @Column({ default: false }) isPaid!: boolean
  @Column({ type: 'int', nullable: true, transformer: doubled }) half!: number | null
  @Column(() => Address) address!: Address
  @Column({ default: 0 }) total!: number
  @ManyToOne(() => Customer, (customer) => customer.orders, { nullable: true }) customer!: Customer | null
  @ManyToOne(() => Site, { nullable: true })
  @JoinColumn([
    { name: 'site_country', referencedColumnName: 'country' },
    { name: 'site_code', referencedColumnName: 'code' },
  ])
  site!: Site | null
}

@Entity('scoped_pets')
@TableInheritance({ column: { name: 'kind', type: 'varchar' } })
class Pet {
  @PrimaryGeneratedColumn() id!: number
  @Column() owner!: string
}

@ChildEntity()
class Cat extends Pet {
  @Column({ nullable: true }) lives!: number
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Customer, Site, Order, Pet, Cat], (attached) => ({ dataSource, alkey } = attached), {
  alkey: {
    scopes: {
      Order: ['status', 'tenantId', ['tenantId', 'status'], 'customer', 'site', 'half', 'isPaid', 'address.city'],
      Cat: ['lives'],
      Pet: ['owner'],
    },
  },
})

const order = 'alkey:scoped_orders#?'

describe('one identifier', () => {
  const customer = Object.assign(new Customer(), { id: 5 })
  const spellings: Record<string, KeyPart[]> = {
    [`${order}tenant_id=7`]: [
      scope(Order, { tenantId: 7 }),
      scope(Order, { tenantId: '007' }),
      scope(Order, { tenantId: 7n }),
      scope('scoped_orders', { tenant_id: 7 }),
      ...(isPooled ? [] : [scope('scoped_orders', { TENANT_ID: 7 })]),
      `${order}tenant_id=7`,
      `${order}%74enant_id=007`,
    ],
    [`${order}tenant_id`]: [`${order}tenant_id`],
    [`${order}status=!`]: [
      scope(Order, { status: null }),
      scope('scoped_orders', { status: null }),
      `${order}status=!`,
    ],
    [`${order}status=`]: [scope(Order, { status: '' }), `${order}status=`],
    [`${order}status=%21`]: [scope(Order, { status: '!' })],
    [`${order}tenant_id,status=7,open`]: [
      scope(Order, { tenantId: 7, status: 'open' }),
      scope(Order, { status: 'open', tenantId: 7 }),
      `${order}tenant_id,status=7,open`,
      `${order}status,tenant_id=open,07`,
    ],
    [`${order}customerId=5`]: [
      scope(Order, { customer }),
      scope(Order, { customer: { id: 5 } }),
      scope(Order, { customer: 5 }),
      scope('scoped_orders', { customerId: 5 }),
    ],
    [`${order}customerId=!`]: [scope(Order, { customer: null })],
    [`${order}site_country,site_code=at,1`]: [scope(Order, { site: { country: 'at', code: 1 } })],
    [`${order}half=14`]: [scope(Order, { half: 7 })],
    [`${order}isPaid=true`]: [scope(Order, { isPaid: true }), `${order}isPaid=1`],
    [`${order}addressCity=ulm`]: [scope(Order, { address: { city: 'ulm' } })],
    'alkey:scoped_pets#?lives=9': [scope(Cat, { lives: 9 })],
    'alkey:scoped_pets#?owner=ann': [scope(Cat, { owner: 'ann' }), scope(Pet, { owner: 'ann' })],
  }

  test.each(Object.entries(spellings))('%s', async (identifier, parts) => {
    for (const part of parts) expect(alkey.identifier(part)).toBe(identifier)
    const keys = await Promise.all(parts.map((part) => alkey.keyGenerator(part)))
    expect(new Set(keys).size).toBe(1)
    expect((await alkey.keyGenerator.explain(parts[0])).parts).toMatchObject([{ kind: 'scope', identifier }])
  })
})

test('more columns than a scope has are more rows, but another key', async () => {
  const [open, closed] = ['open', 'closed'].map((city) => scope(Order, { tenantId: 7, address: { city }, total: 1 }))
  expect(alkey.identifier(open)).toBe(`${order}tenant_id=7`)
  const [one, other] = await Promise.all([alkey.keyGenerator(open), alkey.keyGenerator(closed)])
  expect(one).not.toBe(other)
  expect(await alkey.keyGenerator(scope(Order, { tenantId: 7 }))).not.toBe(one)
  expect(await alkey.keyGenerator(scope(Order, { total: '1', address: { city: 'open' }, tenantId: '7' }))).toBe(one)
})

test('of several scopes with as many columns it is the one declared first', () => {
  expect(alkey.identifier(scope(Order, { tenantId: 7, status: 'open', half: 1 }))).toMatch(/tenant_id,status=/)
  expect(alkey.identifier(scope(Order, { half: 1, tenantId: 7 }))).toMatch(/tenant_id=/)
  expect(alkey.identifier(scope(Order, { tenantId: 7, address: { city: 'a' }, half: 1 }))).toMatch(/tenant_id=/)
})

test.each(['a\ud800', 'a\ufffd'])('text that drivers write as another is its table: %j', async (status) => {
  expect(alkey.identifier(scope(Order, { status }))).toBe('alkey:scoped_orders#*')
  const keys = await keysOf(alkey, {
    it: scope(Order, { status }),
    other: scope(Order, { status: 'a\ud801' }),
    all: Order,
  })
  expect(new Set(Object.values(keys)).size).toBe(3)
})

describe('refused is', () => {
  const parts: Record<string, [KeyPart, RegExp]> = {
    'a value that the column can not hold': [
      scope(Order, { tenantId: 'seven' }),
      /^scope\(Order, \{ tenantId: 'seven' \}\) gives 'tenantId' a value that its column \(int.*\) can't hold: 'seven'\./,
    ],
    'a value that is undefined': [
      scope(Order, { tenantId: undefined }),
      /gives 'tenantId' no value: it is undefined\./,
    ],
    'a related entity without a key': [scope(Order, { customer: {} }), /gives 'customer' no value/],
    'no value at all': [scope(Order, {}), /^scope\(Order, \{\}\) names no value\./],
    'a column that is not declared': [
      scope(Order, { total: 5 }),
      /needs a scope that is not declared\. Declare it in the options of Alkey: \{ scopes: \{ Order: \['total'\] \} \}\.$/,
    ],
    'a column that is not declared, by its name': [
      scope('scoped_pets', { kind: 'Cat' }),
      /scopes: \{ Pet: \['kind'\] \}/,
    ],
    'a property that is not there': [
      scope(Order, { nothing: 1 } as never),
      /names 'nothing', which is no column of 'scoped_orders'\. It has: .*tenantId/,
    ],
    'a relation to many': [scope(Customer, { orders: [] }), /names 'orders', which is no column/],
    'a column that is not there': [scope('scoped_orders', { tenantId: 1 }), /names 'tenantId', .* It has: .*tenant_id/],
  }

  test.each(Object.entries(parts))('%s', async (_, [part, message]) => {
    const error = await alkey.keyGenerator(part).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(InvalidPartError)
    expect((error as Error).message).toMatch(message)
    await expect(alkey.invalidate(part)).rejects.toThrow(message)
    expect(() => alkey.identifier(part)).toThrow(message)
  })

  test('an identifier of a scope that is not declared, or with a value that its column can not hold', () => {
    expect(() => alkey.identifier(`${order}total=1`)).toThrow(InvalidIdentifierError)
    expect(() => alkey.identifier(`${order}tenant_id=x`)).toThrow(
      /'alkey:scoped_orders#\?tenant_id=x' gives .* can't hold/,
    )
    expect(() => alkey.identifier('alkey:nowhere#?a=1')).toThrow(UnknownEntityError)
  })

  test('a class that is no entity', () => {
    expect(() => alkey.identifier(scope(Address, { city: '' }))).toThrow(/scope\(.*, …\) names no entity/)
  })
})

describe('invalidate', () => {
  const parts = {
    'tenant 7': scope(Order, { tenantId: 7 }),
    'tenant 8': scope(Order, { tenantId: 8 }),
    open: scope(Order, { status: 'open' }),
    'order 1': ref(Order, 1),
    orders: Order,
    'owner ann': scope(Pet, { owner: 'ann' }),
    'pet 1': ref(Pet, 1),
  }
  const ofOrders = ['tenant 7', 'tenant 8', 'open', 'orders'].sort()

  // The first process that keeps other scopes than all before changes every scope.
  beforeAll(() => alkey.invalidate(Pet))

  test.each<[string, KeyPart, string[]]>([
    ['a scope', parts['tenant 7'], ['open', 'order 1', 'orders', 'tenant 7']],
    ['a scope in bulk', `${order}tenant_id`, ['open', 'order 1', 'orders', 'tenant 7', 'tenant 8']],
    ['a row', ref(Order, 1), [...ofOrders, 'order 1'].sort()],
    ['a row that is not watched', ref(Order, 2), ofOrders],
    ['a class', Order, [...ofOrders, 'order 1'].sort()],
    ['a class of another table', Pet, ['owner ann', 'pet 1']],
  ])('of %s', async (_, part, changed) => {
    expect(await changedBy(alkey, parts, () => alkey.invalidate(part))).toEqual(changed)
  })

  test('in a transaction, with its commit', async () => {
    const changed = await changedBy(alkey, parts, () =>
      dataSource.transaction(async (manager) => {
        const before = await keysOf(alkey, parts)
        await alkey.invalidate(manager, scope(Order, { tenantId: 7 }))
        if (isPooled) expect(await keysOf(alkey, parts)).toEqual(before)
        const within = alkey.keyGenerator.within(manager)
        expect((await within.explain(parts['tenant 7'])).reason).toBe('open-transaction')
        expect((await within.explain(parts['tenant 8'])).reason).not.toBe('open-transaction')
      }),
    )
    expect(changed).toEqual(['open', 'order 1', 'orders', 'tenant 7'])
  })
})
