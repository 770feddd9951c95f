import { Column, Entity, EntitySchema, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'
import {
  Alkey,
  type CacheKeyGenerator,
  InvalidOptionError,
  InvalidPartError,
  UnknownEntityError,
  literal,
  ref,
  scope,
} from '../../../src'
import { type FakeAlkey, fakeAlkey, recordEvents } from '../../../src/testing'

@Entity('users')
class User {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text' }) name!: string
}

@Entity()
class OrderLine {
  @PrimaryColumn({ type: 'int' }) orderId!: number
  @PrimaryColumn({ type: 'int' }) line!: number
}

const notes = new EntitySchema<{ id: number }>({ name: 'UserNote', columns: { id: { type: Number, primary: true } } })

/** A service as applications have them: with a mock for its repository. */
class Users {
  constructor(
    readonly alkey: Alkey,
    readonly repository: { findOneBy(where: { id: number }): Promise<User | null> },
    readonly keyGenerator: CacheKeyGenerator = alkey.keyGenerator,
  ) {}

  name(id: number): Promise<string | undefined> {
    const load = async () => (await this.repository.findOneBy({ id }))?.name
    return this.alkey.remember([ref(User, id), 'name'], load, { ttl: '10m' })
  }
}

let alkey: FakeAlkey
beforeEach(() => {
  alkey = fakeAlkey()
})

test('it is an Alkey, which always loads and tells with which parts it was called', async () => {
  expect(alkey).toBeInstanceOf(Alkey)
  const findOneBy = jest.fn(() => Promise.resolve(Object.assign(new User(), { id: 1, name: 'Ann' })))
  const users = new Users(alkey, { findOneBy })
  expect([await users.name(1), await users.name(1)]).toEqual(['Ann', 'Ann'])
  expect(findOneBy).toHaveBeenCalledTimes(2)
  expect(alkey.partsOf('remember')).toEqual([
    [ref(User, 1), 'name'],
    [ref(User, 1), 'name'],
  ])
  expect(alkey.calls[0]).toStrictEqual({ method: 'remember', parts: [ref(User, 1), 'name'], options: { ttl: '10m' } })
  expect(alkey.partsOf('remember')).not.toEqual([[ref(User, 2), 'name'], expect.anything()])
  alkey.clear()
  expect(alkey.calls).toEqual([])
})

test('computed and methods with cached load, too', async () => {
  class Dashboards {
    @alkey.cached({ ttl: '1h' })
    of(id: number): Promise<string> {
      return Promise.resolve(`page ${id}`)
    }
  }
  expect(await new Dashboards().of(7)).toBe('page 7')
  expect(await alkey.computed(['page', 1], () => 'computed')).toBe('computed')
  expect(alkey.calls).toEqual([
    { method: 'computed', parts: [7], options: { ttl: '1h', name: 'Dashboards.of' } },
    { method: 'computed', parts: ['page', 1] },
  ])
})

test('no key occurs twice, and all calls of the key generator are told', async () => {
  const { keyGenerator } = alkey
  const manager = { findOneBy: jest.fn() } as never
  const keys = [
    await keyGenerator(ref(User, 1)),
    await keyGenerator(ref(User, 1)),
    await keyGenerator.fresh(User),
    await keyGenerator.within(manager)(User),
    (await keyGenerator.explain(User)).key,
  ]
  expect(new Set(keys).size).toBe(5)
  for (const key of keys) expect(alkey.isCacheable(key)).toBe(true)
  expect(alkey.calls.map(({ method }) => method)).toEqual([...Array<string>(4).fill('keyGenerator'), 'explain'])
  expect(alkey.calls[3]).toStrictEqual({ method: 'keyGenerator', parts: [User], manager })
})

test('identifiers are those of the tables that decorators name', async () => {
  const line = Object.assign(new OrderLine(), { orderId: 7, line: 3 })
  class Subclass extends User {}
  const expected: [object | string, string][] = [
    [User, 'alkey:users#*'],
    [ref(User, 1), 'alkey:users#1'],
    [ref('users', 1), 'alkey:users#1'],
    [new User(), 'alkey:users#*'],
    [Object.assign(new Subclass(), { id: 2 }), 'alkey:users#2'],
    [line, 'alkey:order_line#7,3'],
    [ref(OrderLine, { line: 3, orderId: 7 }), 'alkey:order_line#7,3'],
    [notes, 'alkey:user_note#*'],
    [scope(User, { name: 'Ann' }), 'alkey:users#?name=Ann'],
    [alkey.tag('city', 'oslo'), 'alkey:@city#oslo'],
    ['alkey:users#1', 'alkey:users#1'],
  ]
  expect(expected.map(([part]) => alkey.identifier(part))).toEqual(expected.map(([, identifier]) => identifier))
  const { parts } = await alkey.keyGenerator.explain([ref(User, 1)], literal(User.name))
  expect(parts).toEqual([
    { kind: 'row', identifier: 'alkey:users#1' },
    { kind: 'literal', literal: 'User' },
  ])
})

test('tokens change by an invalidation, also of a tag', async () => {
  const tag = alkey.tag('city', 'oslo')
  const before = await alkey.token(ref(User, 1))
  expect(await alkey.token(ref(User, 1))).toBe(before)
  await tag.increment()
  const manager = { save: jest.fn() } as never
  await alkey.invalidate(manager, ref(User, 1))
  expect(await alkey.token(ref(User, 1))).not.toBe(before)
  expect(alkey.calls.filter(({ method }) => method === 'invalidate')).toEqual([
    { method: 'invalidate', parts: [tag] },
    { method: 'invalidate', parts: [ref(User, 1)], manager },
  ])
})

test('what a real one refuses is refused', async () => {
  class Stranger {}
  await expect(alkey.remember([() => 1], () => 1)).rejects.toThrow(InvalidPartError)
  await expect(alkey.keyGenerator(new Stranger())).rejects.toThrow(UnknownEntityError)
  await expect(alkey.keyGenerator(ref(Stranger, {}))).rejects.toThrow(/^ref\(\[class Stranger\], …\) names no entity/)
  await expect(alkey.remember([User], () => 1, { ttl: 60 })).rejects.toThrow(InvalidOptionError)
  await expect(alkey.computed([User], () => 1)).rejects.toThrow(/hold no text that names the value/)
  await expect(alkey.invalidate('orders')).rejects.toThrow(InvalidPartError)
  await expect(alkey.invalidate()).rejects.toThrow(InvalidPartError)
  expect(alkey.calls).toEqual([])
})

test('events come when a test emits them', () => {
  const events = recordEvents(alkey)
  alkey.emit('miss', { key: 'a' })
  alkey.emit('hit', { key: 'a', ageMs: 1 })
  expect(events.names).toEqual(['miss', 'hit'])
  expect(events.of('hit')).toEqual([{ key: 'a', ageMs: 1 }])
  events.stop()
  alkey.emit('miss', { key: 'b' })
  expect(events.all).toHaveLength(2)
  expect(alkey.eventCounts.miss).toBe(2)
  events.clear()
  expect(events.names).toEqual([])
})

test('attaching, closing and flushing need no server', async () => {
  alkey.attach({} as never)()
  expect(await alkey.close()).toEqual({ undelivered: [] })
  await alkey.flush()
  expect(alkey.calls).toEqual([{ method: 'flush', parts: [] }])
})
