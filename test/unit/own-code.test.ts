import {
  Alkey,
  type AlkeyOptions,
  InvalidOptionError,
  InvalidPartError,
  type KeyPart,
  MemoryTokenStore,
  literal,
  ref,
} from '../../src'
import { show } from '../../src/errors'

// What is passed may run code of its own when it is read, and that may throw. The errors are ours then, and say where.

const thrown = new RangeError('of the application')

function fail(): never {
  throw thrown
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

const trapped = (target: object = {}): object =>
  new Proxy(target, { get: fail, getPrototypeOf: fail, ownKeys: fail, has: fail, getOwnPropertyDescriptor: fail })

const getter = (name: string): object => Object.defineProperty({}, name, { get: fail, enumerable: true })

const store = new MemoryTokenStore()
const alkey = new Alkey({ store })

afterAll(() => alkey.close())

async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  return undefined
}

const isRevoked = { name: 'TypeError', message: expect.stringContaining('revoked') as unknown }

describe('a part whose own code throws', () => {
  class Id {
    get id(): never {
      return fail()
    }
  }
  const parts: Record<string, { part: unknown; cause?: unknown }> = {
    'a getter': { part: getter('a') },
    'a getter deep within': { part: [new Map([['a', [getter('b')]]])] },
    'toJSON in a literal': { part: literal({ toJSON: fail }) },
    'a getter in a literal': { part: literal({ a: getter('b') }) },
    'a getter for toJSON': { part: literal(getter('toJSON')) },
    'traps of a proxy': { part: trapped() },
    'traps of an array': { part: trapped([]) },
    'a revoked proxy': { part: revoked({}), cause: isRevoked },
    'a revoked array': { part: [revoked([])], cause: isRevoked },
    'a revoked proxy in a literal': { part: literal(revoked({})), cause: isRevoked },
    'the id of a ref': { part: ref('users', revoked({}) as Date), cause: isRevoked },
  }

  test.each(Object.entries(parts))('is refused: %s', async (_, { part, cause = thrown }) => {
    const calls: Record<string, () => unknown> = {
      keyGenerator: () => alkey.keyGenerator('first', part as KeyPart),
      explain: () => alkey.keyGenerator.explain('first', part as KeyPart),
      token: () => alkey.token(part as KeyPart),
      identifier: () => alkey.identifier(part as KeyPart),
      invalidate: () => alkey.invalidate(part as KeyPart),
      remember: () => alkey.remember([part as KeyPart], () => 1),
    }
    for (const [call, run] of Object.entries(calls)) {
      const failure = await failureOf(run)
      expect([call, failure]).toEqual([call, expect.any(InvalidPartError)])
      expect(failure).toMatchObject({ code: 'ALKEY_INVALID_PART' })
      expect((failure as Error).cause).toMatchObject(cause as object)
    }
  })

  test('is told from the others, with what it threw', async () => {
    const failure = await failureOf(() => alkey.keyGenerator('a', { at: getter('b') }))
    expect(String(failure)).toMatch(
      /^InvalidPartError: \{ at: .*, part 2 of 2, can't be part of a key: reading it threw RangeError: of the application\.$/,
    )
    expect(String(await failureOf(() => alkey.token(literal({ toJSON: fail }))))).toMatch(/literal\(.*\) can't be part/)
  })

  test('is refused whatever it throws', async () => {
    const values: readonly unknown[] = [revoked({}), trapped(), undefined, null, 'text', Object.create(thrown)]
    for (const value of values) {
      const toJSON = () => {
        throw value
      }
      expect(await failureOf(() => alkey.keyGenerator(literal({ toJSON })))).toBeInstanceOf(InvalidPartError)
    }
  })

  test('passes on an error of ours', async () => {
    const part = literal({ toJSON: () => alkey.identifier('no identifier') })
    expect(await failureOf(() => alkey.keyGenerator(part))).toMatchObject({
      code: 'ALKEY_INVALID_PART',
      message: expect.stringMatching(/'no identifier' is not a dependency/) as unknown,
    })
  })

  test('an entity is taken for its table, as without an id', async () => {
    expect(await failureOf(() => alkey.keyGenerator(new Id()))).toMatchObject({ code: 'ALKEY_NOT_ATTACHED' })
  })
})

describe('an option whose own code throws', () => {
  const options: Record<string, [object, RegExp]> = {
    'a namespace': [Object.defineProperty({ store }, 'namespace', { get: fail, enumerable: true }), /^namespace can't/],
    'all of them': [trapped({ store }), /^The options of new Alkey\(\) can't be read: reading it threw RangeError/],
    'all of them, revoked': [
      revoked({ store }),
      /^The options of new Alkey\(\) can't be read: reading it threw TypeError/,
    ],
    'a store': [{ store: getter('read') }, /^store can't be read/],
    'a store, revoked': [{ store: revoked({}) }, /^store can't be read/],
    values: [{ store, values: trapped() }, /^values can't be read/],
    touch: [{ store, touch: getter('Order') }, /^touch can't be read/],
    'a rule': [{ store, touch: { Order: getter('customer') } }, /^touch\.Order can't be read/],
    ignore: [{ store, ignore: revoked({}) }, /^ignore can't be read/],
    properties: [{ store, ignore: { Order: revoked([]) } }, /^ignore\.Order can't be read/],
    aliases: [{ store, aliases: getter('orders') }, /^aliases can't be read/],
    writingFunctions: [{ store, writingFunctions: trapped([]) }, /^writingFunctions can't be read/],
  }

  test.each(Object.entries(options))('of new Alkey() is named: %s', async (_, [given, message]) => {
    const failure = await failureOf(() => new Alkey(given))
    expect(failure).toBeInstanceOf(InvalidOptionError)
    expect((failure as Error).message).toMatch(message)
    expect((failure as Error).cause).toBeInstanceOf(Error)
  })

  const remembered: Record<string, [object, RegExp]> = {
    ttl: [getter('ttl'), /^ttl can't be read: reading it threw RangeError: of the application\.$/],
    'all of them': [revoked({}), /^The options of remember\(\) can't be read/],
    values: [{ values: getter('get') }, /^values can't be read/],
    serializer: [{ serializer: trapped() }, /^serializer can't be read/],
    lock: [{ lock: getter('leaseMs') }, /^lock can't be read/],
    audit: [{ audit: getter('sampleRate') }, /^audit can't be read/],
  }

  test.each(Object.entries(remembered))('of remember() is named: %s', async (_, [given, message]) => {
    const load = jest.fn()
    const failure = await failureOf(() => alkey.remember(['a'], load, given))
    expect(failure).toBeInstanceOf(InvalidOptionError)
    expect((failure as Error).message).toMatch(message)
    expect((failure as Error).cause).toBeInstanceOf(Error)
    expect(load).not.toHaveBeenCalled()
  })

  test('of others is named', async () => {
    expect(await failureOf(() => alkey.close(getter('deadlineMs')))).toMatchObject({
      code: 'ALKEY_INVALID_OPTION',
      message: expect.stringMatching(/^deadlineMs can't be read/) as unknown,
      cause: thrown,
    })
    expect(await failureOf(() => alkey.queryResultCache(getter('vary')))).toMatchObject({
      code: 'ALKEY_INVALID_OPTION',
      message: expect.stringMatching(/^vary can't be read/) as unknown,
      cause: thrown,
    })
  })

  test('is read once', () => {
    let reads = 0
    const options = Object.defineProperty({ store }, 'namespace', { get: () => `n${reads++}`, enumerable: true })
    new Alkey(options)
    expect(reads).toBe(1)
  })

  test('may be inherited', () => {
    expect(() => new Alkey(Object.create({ store }) as AlkeyOptions)).not.toThrow()
  })

  test('is not needed to refuse the array of parts', async () => {
    for (const parts of [revoked([]), trapped([])]) {
      expect(await failureOf(() => alkey.remember(parts as KeyPart[], () => 1))).toMatchObject({
        code: 'ALKEY_INVALID_PART',
        message: expect.stringMatching(/^The first argument of remember\(\) can't be read/) as unknown,
      })
    }
  })
})

test('what is no argument at all is refused with its name', async () => {
  const calls: Record<string, [() => unknown, RegExp]> = {
    'close(null)': [() => alkey.close(null as never), /^The options of close\(\) must be an object, not null\.$/],
    'close of a number': [
      () => alkey.close(5_000 as never),
      /^The options of close\(\) must be an object, not 5000\.$/,
    ],
    'close with another option': [() => alkey.close({ timeoutMs: 1 } as never), /no option 'timeoutMs'.*is deadlineMs/],
    'isCacheable(undefined)': [
      () => alkey.isCacheable(undefined as never),
      /^isCacheable\(\) takes a key, not undefined/,
    ],
    'isCacheable of a promise': [
      () => alkey.isCacheable(alkey.keyGenerator('a') as never),
      /takes a key, not a promise of one: await keyGenerator\(\) first/,
    ],
    'on without a listener': [
      () => alkey.on('hit', undefined as never),
      /listener of the event 'hit' must be a function, not undefined/,
    ],
    'on with an object': [
      () => alkey.on('error', {} as never),
      /listener of the event 'error' must be a function, not \{\}/,
    ],
    'queryResultCache(null)': [
      () => alkey.queryResultCache(null as never),
      /^The options of queryResultCache\(\) must be an object, not null\.$/,
    ],
  }
  for (const [call, [run, message]] of Object.entries(calls)) {
    const failure = await failureOf(run)
    expect([call, failure]).toEqual([call, expect.any(InvalidOptionError)])
    expect((failure as Error).message).toMatch(message)
  }
  // Nothing of this has closed it.
  expect(alkey.isCacheable(await alkey.keyGenerator('a'))).toBe(true)
})

test('is shown all the same', () => {
  for (const value of [
    getter('a'),
    trapped(),
    revoked({}),
    Object.defineProperty({}, Symbol.toStringTag, { get: fail }),
  ])
    expect(show(value)).toMatch(/^.{1,201}$/)
})
