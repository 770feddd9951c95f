import fc from 'fast-check'
import { InvalidValueError } from '../../../src'
import type { Conversion, EntityClasses } from '../../../src/values/entity-classes'
import { DefaultSerializer } from '../../../src/values/default-serializer'
import { runs } from '../../support/random-runs'

class Address {
  constructor(readonly city: string) {}
  get label(): string {
    return `in ${this.city}`
  }
}

class User {
  friends: User[] = []
  constructor(
    readonly name: string,
    readonly address: Address,
  ) {}
}

class Money {
  constructor(readonly cents: number) {}
}

/** With a price that a transformer makes of cents. */
class Product {
  constructor(readonly price: unknown) {}
}

const cents: Conversion = {
  toPlain: (price) => (price as Money).cents,
  fromPlain: (plain) => new Money(plain as number),
}
const known = { User, 'User.address': Address, Product }
const classes: EntityClasses = {
  nameOf: (type) => Object.entries(known).find(([, one]) => one === type)?.[0],
  named: (name) => {
    const type = known[name as keyof typeof known] as (typeof known)[keyof typeof known] | undefined
    return type && { prototype: type.prototype, conversions: new Map([['price', cents]]), revive: () => undefined }
  },
}

describe('the default serializer', () => {
  const serializer = new DefaultSerializer(() => classes)
  const roundTrip = (value: unknown): unknown => serializer.parse(serializer.stringify(value))

  test.each<[string, unknown]>([
    ['dates', new Date(86_400_000)],
    ['bigints', 2n ** 80n],
    ['Maps and Sets', new Map<unknown, unknown>([[{ a: 1 }, new Set([1n])]])],
    ['Buffers', Buffer.from('bytes')],
    ['typed arrays', new Float64Array([1.5, -0])],
    ['undefined', undefined],
    ['undefined in an object', { a: undefined }],
    ['null', null],
    ['numbers that JSON has no text for', [NaN, Infinity, -0]],
    ['holes', [1, , 3]], // eslint-disable-line no-sparse-arrays -- what it is about
    ['text of every kind', '\ud800 🙂 \0'],
    ['regular expressions', /a+/giu],
  ])('keeps %s', (_, value) => {
    expect(roundTrip(value)).toEqual(value)
    expect(Object.is(roundTrip(value), value)).toBe(typeof value !== 'object' || value === null)
  })

  test('keeps invalid dates', () => {
    expect((roundTrip(new Date(NaN)) as Date).getTime()).toBeNaN()
  })

  test('keeps Buffers as Buffers', () => {
    expect(Buffer.isBuffer(roundTrip(Buffer.from('a')))).toBe(true)
  })

  test.each([
    new Uint8Array([1, 2]),
    new Float64Array([1.5]),
    new BigInt64Array([1n]),
    new DataView(new ArrayBuffer(3)),
  ])('gives memory of its own to %p', (view) => {
    const { buffer, byteLength } = roundTrip(view) as NodeJS.ArrayBufferView
    expect(buffer.byteLength).toBe(byteLength)
  })

  test('keeps any plain data', () => {
    const values = [
      ...[fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.bigInt(), fc.constantFrom(null, undefined)],
      // Jest takes no invalid date for another; they have a test of their own.
      fc.date({ noInvalidDate: true }),
    ]
    fc.assert(
      fc.property(fc.anything({ values, withMap: true, withSet: true, withTypedArray: true }), (value) => {
        expect(roundTrip(value)).toEqual(value)
      }),
      runs(100),
    )
  })

  test('keeps entities, what is embedded in them, and who refers to whom', () => {
    const ann = new User('Ann', new Address('Oslo'))
    const bob = new User('Bob', new Address('Bergen'))
    ann.friends.push(bob)
    bob.friends.push(ann)
    const [first, all] = roundTrip([ann, new Map([['all', [ann, bob]]])]) as [User, Map<string, User[]>]
    expect(first).toBeInstanceOf(User)
    expect(first.address).toBeInstanceOf(Address)
    expect(first.address.label).toBe('in Oslo')
    expect(first.friends[0]).toBeInstanceOf(User)
    expect(first.friends[0]?.friends[0]).toBe(first)
    expect(all.get('all')?.[0]).toBe(first)
    expect(first).not.toBe(ann)
  })

  test.each<[string, unknown, string]>([
    ['plain data', { a: [1, 'x', null, true] }, 'j{"a":[1,"x",null,true]}'],
    ['a date', { at: new Date(5) }, 'j~{"at":"~d5"}'],
    ['text with a mark', ['~d5'], 'j~["~~d5"]'],
    ['an entity', [new Address('Oslo')], 'j~[["~e",{"city":"Oslo"},"User.address"]]'],
    ['what a transformer makes', new Product(new Money(5)), 'j~["~e",{"price":5},"Product","price"]'],
    ['a list that looks like an entity', ['~e', {}, 'User'], 'j~["~~e",{},"User"]'],
  ])('stores a tree of %s as JSON', (_, value, text) => {
    expect(serializer.stringify(value)).toBe(text)
    expect(serializer.parse(text)).toEqual(value)
  })

  const shared = {}
  const holes: unknown[] = []
  holes[1] = 1
  test.each<[string, unknown]>([
    ['what stands twice', [shared, shared]],
    ['what holds itself', Object.assign([] as unknown[], [holes])],
    ['holes', holes],
    ['a hole, and a property beside the items', Object.assign([1, , 3], { four: 4 })], // eslint-disable-line no-sparse-arrays -- what it is about
    ['a Map', new Map([[1, 1]])],
  ])('stores %s otherwise', (_, value) => {
    expect(serializer.stringify(value)).not.toMatch(/^j/)
    expect(roundTrip(value)).toEqual(value)
  })

  test('gives a new value with each call', () => {
    const text = serializer.stringify({ list: [1] })
    expect(serializer.parse(text)).not.toBe(serializer.parse(text))
  })

  test('takes what nests deeper than the stack', () => {
    let value: unknown = null
    for (let i = 0; i < 100_000; i++) value = [value]
    let depth = 0
    for (let at = roundTrip(value); at !== null; [at] = at as [unknown]) depth++
    expect(depth).toBe(100_000)
  })

  test.each<[string, unknown]>([
    ['a Date', Object.assign(new Date(0), { label: 1 })],
    ['a Map', Object.assign(new Map(), { label: 1 })],
    ['an expression', Object.assign(/a/, { label: 1 })],
  ])('refuses properties of %s, which would be lost', (_, value) => {
    expect(() => serializer.stringify([value])).toThrow(InvalidValueError)
  })

  test.each(['j~["~e",5,"User"]', 'j~["~e",[1],"User"]', 'j~["~e",null,"User"]', 'x', ''])(
    'refuses %s, which nothing here has written',
    (text) => {
      expect(() => serializer.parse(text)).toThrow()
    },
  )

  class Subclass extends Map<unknown, unknown> {}
  test.each<[string, unknown, string]>([
    ['an instance of a class that is no entity', { price: new Money(1) }, 'Money'],
    ['a function', [() => 1], 'function'],
    ['a symbol', { a: Symbol('a') }, 'symbol'],
    ['a promise', [Promise.resolve()], 'Promise'],
    ['a proxy', [new Proxy(new Money(1), {})], 'Proxy'],
    ['a Map of a class of its own', new Subclass(), 'Subclass'],
    ['an instance of a class without a name', new (class {})(), 'a class without a name'],
    ['an error', new RangeError('a'), 'RangeError'],
    ['a URL', new URL('http://example.org'), 'URL'],
    ['a boxed number', Object(1), 'Number'],
  ])('refuses %s, which would come back as something else, and names its kind alone', (_, value, valueKind) => {
    expect(() => serializer.stringify(value)).toThrow(InvalidValueError)
    expect(() => serializer.stringify(value)).toThrow(expect.objectContaining({ valueKind }) as Error)
    expect(() => serializer.stringify(value)).toThrow(
      /^(An instance of \w[\w ]*|\[Function.*\]|Symbol\(a\)) can't be stored/,
    )
  })

  test('keeps what a transformer makes of a column, and leaves the entity alone', () => {
    const price = new Money(5)
    const products = [new Product(price), new Product(new Money(7)), new Product(null)]
    const kept = roundTrip({ products, first: products[0] }) as { products: Product[]; first: Product }
    expect(kept).toEqual({ products, first: products[0] })
    expect(kept.products[0]?.price).toBeInstanceOf(Money)
    expect(kept.first).toBe(kept.products[0])
    expect(products[0]?.price).toBe(price)
  })

  test.each([
    ['a transformer does not give back', new Product(new Money(NaN))],
    ['can not be replaced for a moment', Object.freeze(new Product(new Money(1)))],
    ['a transformer does not take', new Product(new URL('http://example.org'))],
    ['stands beside the column', Object.assign(new Product(null), { cost: new Money(1) })],
  ])('refuses what %s', (_, product) => {
    const fussy = { ...cents, fromPlain: (plain: unknown) => new Money(Number.isNaN(plain) ? 0 : (plain as number)) }
    const type = { prototype: Product.prototype, conversions: new Map([['price', fussy]]), revive: () => undefined }
    const other = new DefaultSerializer(() => ({ ...classes, named: () => type }))
    expect(() => other.stringify([product])).toThrow(InvalidValueError)
  })

  test('refuses instances of a class that is not there any more', () => {
    const text = serializer.stringify(new Address('Oslo'))
    const other = new DefaultSerializer(() => ({ nameOf: () => undefined, named: () => undefined }))
    expect(() => other.parse(text)).toThrow(/User\.address/)
  })

  test.each(['', 'no base64 §', Buffer.from('x').toString('base64')])('refuses the text %j', (text) => {
    expect(() => serializer.parse(text)).toThrow()
  })
})
