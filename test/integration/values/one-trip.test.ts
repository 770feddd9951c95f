import { Alkey, type KeyPart, MemoryValueStore, ref } from '../../../src'
import { sharedRedis } from '../../support/redis/redis'
import { commandsDuring } from '../../support/redis/seen-commands'
import { counting } from '../../support/values/counting-load'

const redis = sharedRedis()
const alkey = new Alkey({ ...redis, schemaVersion: '1' })

afterAll(() => alkey.close())

/** How many commands Redis gets while all of `work` is done at once. */
const commandsOf = async (...work: (() => Promise<unknown>)[]): Promise<string[]> => {
  const commands = await commandsDuring(redis.namespace, () => Promise.all(work.map((one) => one())))
  return commands.map(([name = '']) => name)
}

let load = counting((call) => call)
const page = (id: number): KeyPart[] => [ref('users', id), ref('users', id + 1), 'page']

beforeEach(() => (load = counting((call) => call)))

test('a hit is one round trip, and so are many hits of one turn', async () => {
  const [one, other] = [1, 11].map((id) => () => alkey.remember(page(id), load)) as [
    () => Promise<unknown>,
    () => Promise<unknown>,
  ]
  await Promise.all([one(), other()])
  expect(await commandsOf(one)).toEqual(['mget'])
  expect(await commandsOf(one, other, one)).toEqual(['mget'])
  expect(load).toHaveBeenCalledTimes(2)
})

test('a hit of a value that is made of others is one, too', async () => {
  const outer = () =>
    alkey.remember(['outer', ref('users', 21)], async () => `of ${await alkey.remember([ref('posts', 21)], load)}`)
  await outer()
  await outer()
  expect(await commandsOf(outer)).toEqual(['mget'])
  await alkey.invalidate(ref('posts', 21))
  expect(await outer()).toBe('of 2')
})

test('a value that was stored under an earlier key does not count', async () => {
  const remember = () => alkey.remember(page(31), load)
  await remember()
  await remember()
  await alkey.invalidate(ref('users', 32))
  expect(await remember()).toBe(2)
  expect(await remember()).toBe(2)
  expect(await commandsOf(remember)).toEqual(['mget'])
})

test('a value that another process has stored under the new key is found by a second trip', async () => {
  const other = new Alkey({ ...redis, schemaVersion: '1' })
  const remember = (by: Alkey) => by.remember(page(41), load)
  await remember(alkey)
  await other.invalidate(ref('users', 41))
  await remember(other)
  expect(await commandsOf(() => remember(alkey))).toEqual(['mget', 'mget'])
  expect(load).toHaveBeenCalledTimes(2)
  await other.close()
})

test('values of another store are asked for beside the tokens', async () => {
  const values = new MemoryValueStore()
  const remember = () => alkey.remember(page(51), load, { values })
  await remember()
  const order: string[] = []
  const watched = {
    get: (key: string) => {
      order.push('value')
      return values.get(key)
    },
    set: () => undefined,
  }
  const found = () => alkey.remember(page(51), load, { values: watched })
  await found()
  const reading = found()
  expect(order).toEqual(['value', 'value'])
  await reading
  expect(load).toHaveBeenCalledTimes(1)
})
