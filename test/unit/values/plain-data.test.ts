import { InvalidValueError } from '../../../src'
import { DefaultSerializer } from '../../../src/values/default-serializer'
import type { EntityClasses } from '../../../src/values/entity-classes'

class Address {
  constructor(readonly city: string) {}
  get label(): string {
    return `in ${this.city}`
  }
}

class User {
  constructor(
    readonly name: string,
    readonly address: Address,
  ) {}
}

/** No entity. */
class Money {
  constructor(readonly cents: number) {}
}

class Subclass extends Map<unknown, unknown> {}

const known = { User, 'User.address': Address }
const classes: EntityClasses = {
  nameOf: (type) => Object.entries(known).find(([, one]) => one === type)?.[0],
  named: (name) => {
    const type = known[name as keyof typeof known] as (typeof known)[keyof typeof known] | undefined
    return type && { prototype: type.prototype, conversions: new Map(), revive: () => undefined }
  },
}

describe('the default serializer, told to make plain data of other instances', () => {
  const plain = new DefaultSerializer(() => classes, 'plain')
  const address = new Address('Rome')
  test.each<[string, unknown, unknown]>([
    ['an instance', new Money(1), { cents: 1 }],
    [
      'instances in other instances',
      [Object.assign(new Money(1), { of: new Money(2) })],
      [{ cents: 1, of: { cents: 2 } }],
    ],
    ['what such an instance holds', Object.assign(new Money(1), { at: new Date(0) }), { cents: 1, at: new Date(0) }],
  ])('makes plain data of %s', (_, value, expected) => {
    expect(plain.parse(plain.stringify(value))).toStrictEqual(expected)
  })

  test('keeps entities what they are', () => {
    const kept = plain.parse(plain.stringify([new User('Ann', address), new Money(1)])) as [User, unknown]
    expect(kept[0].address.label).toBe('in Rome')
    expect(kept[1]).not.toBeInstanceOf(Money)
  })

  test.each<[string, unknown]>([
    ['a URL', new URL('http://example.org')],
    ['an error', Object.assign(new Error('a'), { code: 1 })],
    ['a promise', Promise.resolve()],
    ['a proxy', new Proxy(new Money(1), {})],
    ['a Map of a class of its own', Object.assign(new Subclass([[1, 1]]), { label: 'x' })],
    ['a list of a class of its own', Object.assign(new (class extends Array {})(), { total: 3 })],
    ['a boxed text', Object('x')],
    ['a function in an instance', Object.assign(new Money(1), { now: () => 1 })],
  ])('refuses %s, of which it would lose something', (_, value) => {
    expect(() => plain.stringify({ value })).toThrow(InvalidValueError)
  })
})
