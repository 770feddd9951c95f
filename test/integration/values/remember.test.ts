import { createCache } from 'cache-manager'
import Keyv from 'keyv'
import {
  Alkey,
  type AlkeyEvents,
  InvalidOptionError,
  InvalidPartError,
  MemoryTokenStore,
  MemoryValueStore,
  type RememberOptions,
  type ValueStore,
  ref,
} from '../../../src'
import { eventually } from '../../support/eventually'
import { connectRedis, sharedRedis } from '../../support/redis'

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

/** A load that tells how often it was called. */
function counting<Value>(value: (call: number) => Value | Promise<Value>): jest.Mock<Promise<Value>, []> {
  let calls = 0
  return jest.fn(async () => value(++calls))
}

function heard<Name extends keyof AlkeyEvents>(name: Name, on = alkey): AlkeyEvents[Name][] {
  const events: AlkeyEvents[Name][] = []
  const stop = on.on(name, (event) => events.push(event))
  stops.push(stop)
  return events
}

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
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
    const misses = heard('miss')
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
    await alkey.remember([user], load, { ...options, ttl: 30 })
    await eventually(async () => {
      expect(await alkey.remember([user], load, { ...options, ttl: '10m' })).toBe(2)
    })
    expect(await alkey.remember([user], load, { ...options, ttl: '10m' })).toBe(2)
  })
})

test('values lie in Redis under the namespace, with a time to live', async () => {
  const misses = heard('miss')
  await alkey.remember([user], () => 'value', { ttl: '10m' })
  const client = await connectRedis()
  const ttl = await client.pttl(`${redis.namespace}:value:${misses[0]?.key ?? ''}`)
  expect(ttl).toBeGreaterThan(590_000)
  expect(ttl).toBeLessThanOrEqual(600_000)
  await client.quit()
})

describe('loads at the same time', () => {
  test('are one for the same key', async () => {
    const misses = heard('miss')
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
    const misses = heard('miss')
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
    const notStored = heard('notStored')
    const none = counting(() => null)
    for (let i = 0; i < 2; i++) expect(await alkey.remember([user, 'none'], none, { storeNull: false })).toBeNull()
    expect(none).toHaveBeenCalledTimes(2)
    expect(notStored.map(({ reason }) => reason)).toEqual(['null', 'null'])
  })

  test('nothing that is too large is', async () => {
    const notStored = heard('notStored')
    const load = counting(() => 'x'.repeat(1_000))
    for (let i = 0; i < 2; i++) await alkey.remember([user], load, { maxBytes: 1_000 })
    expect(load).toHaveBeenCalledTimes(2)
    expect(notStored.map(({ reason }) => reason)).toEqual(['too-large', 'too-large'])
    await alkey.remember([user], load, { maxBytes: 2_000 })
    await alkey.remember([user], load)
    expect(load).toHaveBeenCalledTimes(3)
  })

  test('what can not be given back is not, and its caller has it all the same', async () => {
    const [notStored, errors] = [heard('notStored'), heard('error')]
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
    const [notStored, errors] = [heard('notStored'), heard('error')]
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
    const errors = heard('error', impatient)
    const load = counting((call) => call)
    expect(await impatient.remember(['a'], load, { values })).toBe(1)
    expect(await impatient.remember(['a'], load, { values })).toBe(2)
    expect(errors).toHaveLength(name === 'with nonsense' ? 0 : 4)
    for (const { error } of errors) expect(error).toMatchObject({ code: 'ALKEY_VALUES_FAILED' })
    await impatient.close()
  })
})

describe('a value that is made of others', () => {
  const inner = counting((call) => `inner ${call}`)
  const outer = (): Promise<string> =>
    alkey.remember(['page', user], async () => `outer of ${await alkey.remember([ref('posts', count)], inner)}`)

  beforeEach(() => inner.mockClear())

  test('changes with them, though its key does not say so', async () => {
    const first = await outer()
    expect(await outer()).toBe(first)
    await alkey.invalidate(ref('posts', count))
    const second = await outer()
    expect(second).not.toBe(first)
    expect(await outer()).toBe(second)
    await alkey.invalidate(ref('posts', 0))
    expect(await outer()).toBe(second)
  })

  test('changes also where the inner one was found', async () => {
    await alkey.remember([ref('posts', count)], inner)
    const first = await outer()
    await alkey.invalidate(ref('posts', count))
    expect(await outer()).not.toBe(first)
  })

  test('changes over three levels', async () => {
    const top = (): Promise<string> => alkey.remember(['top', user], outer)
    const first = await top()
    // So that the next one finds its own inner value.
    expect(await top()).toBe(first)
    await alkey.invalidate(ref('posts', count))
    const second = await top()
    expect(second).not.toBe(first)
    expect(await top()).toBe(second)
  })

  test('is not stored when an inner one has no key', async () => {
    const store = new MemoryTokenStore()
    const other = new Alkey({ store, values: new MemoryValueStore() })
    await store.close()
    const notStored = heard('notStored')
    const load = counting(() => other.remember(['a'], () => 1))
    for (let i = 0; i < 2; i++) await alkey.remember([user], load)
    expect(load).toHaveBeenCalledTimes(2)
    expect(notStored.map(({ reason }) => reason)).toEqual(['uncacheable', 'uncacheable'])
    await other.close()
  })

  test('is not stored when an inner one depends on tokens of another Alkey', async () => {
    const other = new Alkey({ store: new MemoryTokenStore() })
    const notStored = heard('notStored')
    await alkey.remember([user], () => other.remember(['a'], () => 1))
    expect(notStored.map(({ reason }) => reason)).toEqual(['uncacheable'])
    await other.close()
  })
})

test('hits and misses are told, with the age of what was found', async () => {
  const [hits, misses] = [heard('hit'), heard('miss')]
  await alkey.remember([user], () => 1)
  await alkey.remember([user], () => 1)
  expect(misses).toHaveLength(1)
  expect(hits).toEqual([{ key: misses[0]?.key, ageMs: expect.any(Number) as unknown }])
  expect(alkey.eventCounts.hit).toBeGreaterThan(0)
})

describe('what is refused', () => {
  const wrong: Record<string, [RememberOptions, RegExp]> = {
    'an unknown option': [{ tll: 1 } as RememberOptions, /no option 'tll'/],
    'no options at all': [null as unknown as RememberOptions, /object of options/],
    'a ttl': [{ ttl: 0 }, /ttl must be/],
    'a value store without set': [{ values: { get: () => 1 } as unknown as ValueStore }, /values .* has no set/],
    'a serializer without parse': [{ serializer: { stringify: String } as never }, /serializer .* has no parse/],
    storeNull: [{ storeNull: 1 } as unknown as RememberOptions, /storeNull must be true or false/],
    maxBytes: [{ maxBytes: 0 }, /maxBytes must be/],
    lock: [{ lock: 'yes' } as unknown as RememberOptions, /lock must be true or false/],
    'a lease': [{ lock: { leaseMs: 0 } }, /lock\.leaseMs must be/],
    'a sample rate': [{ audit: { sampleRate: 2 } }, /audit\.sampleRate must be a share/],
    'no sample rate': [{ audit: null } as unknown as RememberOptions, /audit\.sampleRate must be a share/],
    staleWhileRevalidate: [{ staleWhileRevalidate: -1 }, /staleWhileRevalidate must be/],
    staleIfError: [{ staleIfError: 'x' as never }, /staleIfError must be/],
  }

  test.each(Object.entries(wrong))('%s', async (_, [options, message]) => {
    const load = jest.fn()
    const call = alkey.remember([user], load, options)
    await expect(call).rejects.toThrow(InvalidOptionError)
    await expect(call).rejects.toThrow(message)
    expect(load).not.toHaveBeenCalled()
  })

  test('parts that are no array, and a load that is no function', async () => {
    await expect(alkey.remember('a' as never, () => 1)).rejects.toThrow(InvalidPartError)
    await expect(alkey.remember([user], 1 as never)).rejects.toThrow(/function that loads/)
  })
})
