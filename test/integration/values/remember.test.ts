import { createCache } from 'cache-manager'
import Keyv from 'keyv'
import { Alkey, MemoryTokenStore, MemoryValueStore, type RememberOptions, type ValueStore, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { noDependency, unattached } from '../../support/harness/warnings/expected'
import { connectRedis, sharedRedis } from '../../support/redis/redis'
import { counting } from '../../support/values/counting-load'
import { eventually } from '../../support/waiting/eventually'
import { heard } from '../../support/watching/heard-events'

expectWarnings(noDependency, unattached)

// Values and what is done with them. The loads here touch no database; what loads do there is tested beside it.

const redis = sharedRedis()
let alkey: Alkey
let user: ReturnType<typeof ref>
let count = 0

beforeAll(() => {
  alkey = new Alkey(redis)
})

afterAll(async () => {
  await alkey.close()
})

beforeEach(() => {
  user = ref('users', ++count)
})

const stores: Record<string, () => ValueStore | undefined> = {
  'the Redis of the tokens': () => undefined,
  memory: () => new MemoryValueStore(),
  Keyv: () => new Keyv(),
  'cache-manager': () => createCache(),
}

describe.each(Object.entries(stores))('in %s', (_, open) => {
  let options: RememberOptions
  beforeEach(() => {
    const values = open()
    options = values ? { values } : {}
  })

  test('a value is loaded once, until what it depends on changes', async () => {
    const load = counting((call) => ({ call }))
    expect(await alkey.remember([user], load, options)).toEqual({ call: 1 })
    expect(await alkey.remember([user], load, options)).toEqual({ call: 1 })
    await alkey.invalidate(user)
    expect(await alkey.remember([user], load, options)).toEqual({ call: 2 })
    expect(load).toHaveBeenCalledTimes(2)
  })

  test('every caller has a copy of its own', async () => {
    const misses = heard(alkey, 'miss')
    const load = counting(async () => {
      await eventually(() => misses.length === 2)
      return { list: [1] }
    })
    const [first, second] = await Promise.all([
      alkey.remember([user], load, options),
      alkey.remember([user], load, options),
    ])
    first.list.push(2)
    second.list.push(3)
    const third = await alkey.remember([user], load, options)
    third.list.push(4)
    expect(await alkey.remember([user], load, options)).toEqual({ list: [1] })
    expect(load).toHaveBeenCalledTimes(1)
  })

  test('a value is kept for as long as it is said', async () => {
    const load = counting((call) => call)
    await alkey.remember([user], load, { ...options, ttl: '30ms' })
    await eventually(async () => {
      expect(await alkey.remember([user], load, { ...options, ttl: '10m' })).toBe(2)
    })
    expect(await alkey.remember([user], load, { ...options, ttl: '10m' })).toBe(2)
  })
})

test('values lie in Redis under the namespace, with a time to live', async () => {
  const misses = heard(alkey, 'miss')
  await alkey.remember([user], () => 'value', { ttl: '10m' })
  const client = await connectRedis()
  const ttl = await client.pttl(`${redis.namespace}:value:${misses[0]?.key ?? ''}`)
  expect(ttl).toBeGreaterThan(590_000)
  expect(ttl).toBeLessThanOrEqual(600_000)
  await client.quit()
})

describe('loads at the same time', () => {
  test('are one for the same key', async () => {
    const misses = heard(alkey, 'miss')
    const load = counting(async (call) => {
      await eventually(() => misses.length === 50)
      return { call }
    })
    const values = await Promise.all(Array.from({ length: 50 }, () => alkey.remember([user], load)))
    expect(new Set(values).size).toBe(50)
    expect(values).toEqual(Array(50).fill({ call: 1 }))
    expect(load).toHaveBeenCalledTimes(1)
  })

  test('are not one after something has changed', async () => {
    let finish = (): void => undefined
    const finished = new Promise<void>((resolve) => (finish = resolve))
    const load = counting(async (call) => {
      if (call === 1) await finished
      return call
    })
    const first = alkey.remember([user], load)
    await eventually(() => load.mock.calls.length === 1)
    await alkey.invalidate(user)
    expect(await alkey.remember([user], load)).toBe(2)
    finish()
    expect(await first).toBe(1)
    expect(await alkey.remember([user], load)).toBe(2)
  })

  test('that fail, fail for all, and are not stored', async () => {
    const misses = heard(alkey, 'miss')
    const load = counting(async (call) => {
      if (call > 1) return call
      await eventually(() => misses.length === 2)
      throw new Error('on purpose')
    })
    const both = [alkey.remember([user], load), alkey.remember([user], load)]
    for (const one of both) await expect(one).rejects.toThrow('on purpose')
    expect(load).toHaveBeenCalledTimes(1)
    expect(await alkey.remember([user], load)).toBe(2)
  })

  test('without a key are each caller’s own', async () => {
    const store = new MemoryTokenStore()
    const lost = new Alkey({ store, values: new MemoryValueStore() })
    await store.close()
    const load = counting((call) => call)
    const values = await Promise.all([lost.remember(['a'], load), lost.remember(['a'], load)])
    expect(values).toEqual([1, 2])
    expect(await lost.remember(['a'], load)).toBe(3)
    await lost.close()
  })
})

describe('what is stored', () => {
  test('null and undefined are, unless told otherwise', async () => {
    const load = counting<{ name: string } | undefined>(() => undefined)
    await alkey.remember([user], load)
    expect(await alkey.remember([user], load)).toBeUndefined()
    expect(load).toHaveBeenCalledTimes(1)
    const notStored = heard(alkey, 'notStored')
    const none = counting(() => null)
    for (let i = 0; i < 2; i++) expect(await alkey.remember([user, 'none'], none, { storeNull: false })).toBeNull()
    expect(none).toHaveBeenCalledTimes(2)
    expect(notStored.map(({ reason }) => reason)).toEqual(['null', 'null'])
  })

  test('nothing that is too large is', async () => {
    const notStored = heard(alkey, 'notStored')
    const load = counting(() => 'x'.repeat(1_000))
    for (let i = 0; i < 2; i++) await alkey.remember([user], load, { maxBytes: 1_000 })
    expect(load).toHaveBeenCalledTimes(2)
    expect(notStored.map(({ reason }) => reason)).toEqual(['too-large', 'too-large'])
    await alkey.remember([user], load, { maxBytes: 2_000 })
    await alkey.remember([user], load)
    expect(load).toHaveBeenCalledTimes(3)
  })

  test('what can not be given back is not, and its caller has it all the same', async () => {
    const [notStored, errors] = [heard(alkey, 'notStored'), heard(alkey, 'error')]
    const answer = { now: () => 1 }
    expect(await alkey.remember([user], () => answer)).toBe(answer)
    expect(notStored.map(({ reason }) => reason)).toEqual(['unserializable'])
    expect(errors[0]?.error).toMatchObject({
      code: 'ALKEY_INVALID_VALUE',
      message: expect.stringContaining('now') as unknown,
    })
  })

  test('is made by the serializer that is given', async () => {
    const load = counting(() => ({ at: new Date(0) }))
    await alkey.remember([user], load, { serializer: JSON })
    expect(await alkey.remember([user], load, { serializer: JSON })).toEqual({ at: '1970-01-01T00:00:00.000Z' })
  })

  test('is undefined only by a serializer that has a text for it', async () => {
    const [notStored, errors] = [heard(alkey, 'notStored'), heard(alkey, 'error')]
    await alkey.remember([user], () => undefined, { serializer: JSON, storeNull: false })
    expect(errors).toEqual([])
    await alkey.remember([user], () => undefined, { serializer: JSON })
    expect(notStored.map(({ reason }) => reason)).toEqual(['null', 'unserializable'])
    expect(errors[0]?.error).toMatchObject({ code: 'ALKEY_INVALID_VALUE' })
  })

  test('another version of it is loaded anew', async () => {
    const values = new Map<string, string>()
    const store: ValueStore = { get: (key) => values.get(key), set: (key, value) => values.set(key, value) }
    const load = counting((call) => call)
    await alkey.remember([user], load, { values: store })
    for (const key of values.keys()) values.set(key, `[2,1]\n5`)
    expect(await alkey.remember([user], load, { values: store })).toBe(2)
  })
})

describe('a value store that fails', () => {
  const never = new Promise<never>(() => undefined)
  const failing: Record<string, ValueStore> = {
    'with errors': {
      get: () => Promise.reject(new Error('on purpose')),
      set: () => Promise.reject(new Error('on purpose')),
    },
    'on the spot': {
      get: () => {
        throw new Error('on purpose')
      },
      set: () => {
        throw new Error('on purpose')
      },
    },
    'by silence': { get: () => never, set: () => never },
    'with nonsense': { get: () => 'nonsense', set: () => undefined },
  }

  test.each(Object.entries(failing))('%s costs a load, not an error', async (name, values) => {
    const impatient = new Alkey({ store: new MemoryTokenStore(), deadlineMs: 50 })
    const errors = heard(impatient, 'error')
    const load = counting((call) => call)
    expect(await impatient.remember(['a'], load, { values })).toBe(1)
    expect(await impatient.remember(['a'], load, { values })).toBe(2)
    expect(errors).toHaveLength(name === 'with nonsense' ? 0 : 4)
    for (const { error } of errors) expect(error).toMatchObject({ code: 'ALKEY_VALUES_FAILED' })
    await impatient.close()
  })
})

test('hits and misses are told, with the age of what was found', async () => {
  const [hits, misses] = [heard(alkey, 'hit'), heard(alkey, 'miss')]
  await alkey.remember([user], () => 1)
  await alkey.remember([user], () => 1)
  expect(misses).toHaveLength(1)
  expect(hits).toEqual([{ key: misses[0]?.key, ageMs: expect.any(Number) as unknown }])
  expect(alkey.eventCounts.hit).toBeGreaterThan(0)
})
