import { Alkey, MemoryValueStore, ref } from '../../../src'
import { sharedRedis } from '../../support/redis/redis'
import { commandsDuring } from '../../support/redis/seen-commands'
import { counting } from '../../support/values/counting-load'
import { eventually } from '../../support/waiting/eventually'

const redis = { ...sharedRedis(), schemaVersion: '1' }
const alkey = new Alkey({ ...redis, localValues: { maxBytes: 2 ** 20 } })
const other = new Alkey(redis)
let user: ReturnType<typeof ref>
let count = 0

beforeEach(() => (user = ref('users', ++count)))

afterAll(async () => {
  await Promise.all([alkey.close(), other.close()])
})

const mgets = async (work: () => Promise<unknown>): Promise<string[]> => {
  const commands = await commandsDuring(redis.namespace, work)
  return commands.filter(([name]) => name === 'mget').flat()
}

test('a hit brings the tokens alone, and a change of another process counts at once', async () => {
  const load = counting((call) => call)
  const remember = () => alkey.remember([user], load)
  await remember()
  const asked = await mgets(async () => {
    expect(await remember()).toBe(1)
  })
  expect(asked).toContain(`{${redis.namespace}}:epoch`)
  expect(asked.join(' ')).not.toContain(':value:')
  await other.invalidate(user)
  expect(await remember()).toBe(2)
})

test('a value of another process is fetched once', async () => {
  const load = counting((call) => call)
  await other.remember([user], load)
  expect(await alkey.remember([user], load)).toBe(1)
  expect((await mgets(() => alkey.remember([user], load))).join(' ')).not.toContain(':value:')
  expect(load).toHaveBeenCalledTimes(1)
})

test('it is not kept for longer than by the store', async () => {
  const values = new MemoryValueStore()
  const load = counting((call) => call)
  const local = new Alkey({ ...redis, values, localValues: { maxBytes: 2 ** 20 } })
  await local.remember([user], load, { ttl: '200ms' })
  await eventually(async () => (await local.remember([user], load, { ttl: '200ms' })) > 1)
  await local.close()
})

test('what was not read for longest makes room', async () => {
  const small = new Alkey({ ...redis, localValues: { maxBytes: 5_000 } })
  const load = (): string => 'x'.repeat(1_000)
  for (const name of ['a', 'b', 'c', 'a']) await small.remember([user, name], load)
  expect((await mgets(() => small.remember([user, 'a'], load))).join(' ')).not.toContain(':value:')
  expect((await mgets(() => small.remember([user, 'b'], load))).join(' ')).toContain(':value:')
  await small.close()
})

test('each caller has a copy of its own', async () => {
  const remember = () => alkey.remember([user], () => ({ list: [1] }))
  const [first, second] = [await remember(), await remember()]
  first.list.push(2)
  expect(second).toEqual({ list: [1] })
  expect(await remember()).toEqual({ list: [1] })
})

describe('a shared value', () => {
  test('is one for all callers, deeply frozen, also for the one that has loaded it', async () => {
    const remember = () => alkey.remember([user], () => ({ list: [{ id: 1 }] }), { shared: true })
    const [loaded, second, third] = [await remember(), await remember(), await remember()]
    expect(third).toBe(second)
    for (const value of [loaded, second]) {
      expect(() => (value.list as { id: number }[]).push({ id: 2 })).toThrow(TypeError)
      expect(() => ((value.list[0] as { id: number }).id = 2)).toThrow(TypeError)
    }
    expect(second).toEqual({ list: [{ id: 1 }] })
  })

  test('does not freeze what the application has', async () => {
    const own = { list: [1] }
    await alkey.remember([user], () => own, { shared: true })
    own.list.push(2)
    expect(own.list).toEqual([1, 2])
  })

  test('is a copy for each, where it can not be frozen', async () => {
    const remember = () => alkey.remember([user], () => ({ at: new Date(0) }), { shared: true })
    await remember()
    const [one, two] = [await remember(), await remember()]
    one.at.setTime(5)
    expect(two).toEqual({ at: new Date(0) })
  })

  test('changes with its data', async () => {
    const load = counting((call) => [call])
    const remember = () => alkey.remember([user], load, { shared: true })
    expect(await remember()).toEqual([1])
    expect(await remember()).toEqual([1])
    await other.invalidate(user)
    expect(await remember()).toEqual([2])
  })
})
