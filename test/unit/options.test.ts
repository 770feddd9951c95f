import { Redis } from 'ioredis'
import { Alkey, type AlkeyOptions, InvalidOptionError, MemoryTokenStore, RedisTokenStore } from '../../src'
import { DEFAULTS, resolveOptions } from '../../src/options'

const store = new MemoryTokenStore()
const url = 'redis://localhost:1'

function failureOf(make: () => unknown): unknown {
  try {
    return make()
  } catch (error) {
    return error
  }
}

describe('options', () => {
  const refused: Record<string, [unknown, RegExp]> = {
    none: [undefined, /The options of new Alkey\(\) must be an object, not undefined/],
    'no object': ['redis://localhost', /The options of new Alkey\(\) must be an object, not 'redis:/],
    'no place for tokens': [{}, /needs the option 'redis' or 'store'.*redis:\/\/localhost/],
    'two places for tokens': [{ redis: url, store }, /takes either 'redis' or 'store', not both/],
    'a name nobody knows': [{ store, nameSpace: 'a' }, /no option 'nameSpace'.*redis, store, namespace/],
    'an empty namespace': [
      { store, namespace: '' },
      /namespace must be 1 to 64 characters of A-Z a-z 0-9 \. _ -, not ''/,
    ],
    'a long namespace': [{ store, namespace: 'a'.repeat(65) }, /namespace must be 1 to 64/],
    'a namespace with a brace': [{ store, namespace: 'a}b' }, /not 'a\}b'/],
    'a namespace with a line feed': [{ store, namespace: 'shop\n' }, /not 'shop\\n'/],
    'a namespace that is a number': [{ store, namespace: 7 }, /not 7/],
    'no deadline': [{ store, deadlineMs: 0 }, /deadlineMs must be a whole number of milliseconds from 1 to 2147483647/],
    'an endless deadline': [{ store, deadlineMs: Infinity }, /deadlineMs.*not Infinity/],
    'a deadline no timer takes': [{ store, deadlineMs: 2 ** 31 }, /deadlineMs.*not 2147483648/],
    'half a millisecond': [{ store, deadlineMs: 0.5 }, /deadlineMs.*not 0\.5/],
    'a deadline in words': [{ store, deadlineMs: '500' }, /deadlineMs.*not '500'/],
    'a negative time to live': [{ store, tokenTtlMs: -1 }, /tokenTtlMs.*not -1/],
    'a time to live of no number': [{ store, tokenTtlMs: NaN }, /tokenTtlMs.*not NaN/],
    'a time to live of centuries': [{ store, tokenTtlMs: 2 ** 50 }, /tokenTtlMs.*from 1 to 3153600000000/],
    'touch in words': [{ store, touch: 'yes' }, /touch must be true, false or an object of rules by entity, not 'yes'/],
    'properties to ignore of no entity': [{ store, ignore: ['lastSeenAt'] }, /ignore must be an object of properties/],
    'aliases of no table': [{ store, aliases: 'orders' }, /aliases must be an object of tables' names/],
    'a writing function in words': [{ store, writingFunctions: 'archive' }, /writingFunctions must be an array/],
    'half of everything': [
      { store, onUnknownWrite: 'some' },
      /onUnknownWrite must be 'everything' or 'ignore', not 'some'/,
    ],
    'another answer to unavailability': [
      { store, onUnavailable: 'fail' },
      /onUnavailable must be 'degrade' or 'reject', not 'fail'/,
    ],
    'an empty schema version': [{ store, schemaVersion: '' }, /schemaVersion must be a non-empty string, not ''/],
    'a schema version that is a number': [{ store, schemaVersion: 1 }, /schemaVersion.*not 1/],
    'a store that is none': [{ store: {} }, /read, bump, flush and close; \{\} has no read\(\)/],
    'a store that can not flush': [{ store: { read: Boolean, bump: Boolean } }, /has no flush\(\)/],
    'a manager instead of a function': [
      { store, manager: { query: Boolean } },
      /manager must be a function that returns the manager of the caller's transaction, not an object: \(\) => dataSource\.manager\./,
    ],
    'values that are no store': [
      { store, values: 5 },
      /values must be an object with the methods get and set; 5 has no get\(\)/,
    ],
    'values whose get is no function': [{ store, values: { get: 1, set: Boolean } }, /values .*has no get\(\)/],
    'a near cache without a bound': [
      { redis: url, nearCache: {} },
      /nearCache\.maxStalenessMs must be .*, not undefined/,
    ],
    'a near cache with a bound below that of a round trip': [
      { redis: url, nearCache: { maxStalenessMs: 9 } },
      /nearCache\.maxStalenessMs must be a whole number of milliseconds from 10 to/,
    ],
    'a near cache that keeps nothing': [
      { redis: url, nearCache: { maxStalenessMs: 500, maxEntries: 0 } },
      /nearCache\.maxEntries must be a whole number of tokens from 1 to 10000000, not 0/,
    ],
    'a near cache with something else': [
      { redis: url, nearCache: { maxStalenessMs: 500, max: 10 } },
      /nearCache has no option 'max'/,
    ],
    'a near cache that is true': [
      { redis: url, nearCache: true },
      /The options of nearCache must be an object, not true/,
    ],
    'a near cache of a store': [{ store, nearCache: { maxStalenessMs: 500 } }, /'nearCache' only with 'redis'/],
    'a logger that is a level': [
      { store, logger: 'warn' },
      /logger must be an object with warn\(message\), like console.*'warn'/,
    ],
    'a logger without warn': [{ store, logger: { log: Boolean } }, /or false to log nothing; \{.*\} has no warn\(\)/],
    'true for a logger': [{ store, logger: true }, /true has no warn/],
    'a null store': [{ store: null }, /null has no read/],
    'a URL of something else': [
      { redis: 'https://localhost' },
      /redis must be a URL like 'redis:\/\/localhost:6379\/0'/,
    ],
    'a host without a scheme': [{ redis: 'localhost' }, /redis must be a URL like/],
    'a URL object for Redis': [
      { redis: new URL('redis://localhost:6379') },
      /redis must be a URL as a string.*Pass its href/,
    ],
    'a list for Redis': [
      { redis: ['redis://localhost:6379'] },
      /redis must be an ioredis client, a URL or ioredis options/,
    ],
    'a password that is not encoded': [
      { redis: 'redis://:100%@localhost:6379' },
      /^(?!.*100).*must be percent-encoded: write %25 for %/,
    ],
    'a number for Redis': [{ redis: 6379 }, /redis must be an ioredis client, a URL or ioredis options, not 6379/],
    'null for Redis': [{ redis: null }, /not null/],
    'a cluster': [{ redis: { isCluster: true, duplicate: Boolean } }, /Cluster is not supported/],
  }

  test.each(Object.entries(refused))('are refused: %s', (_, [options, message]) => {
    const failure = failureOf(() => new Alkey(options as AlkeyOptions))
    expect(failure).toBeInstanceOf(InvalidOptionError)
    expect(failure).toMatchObject({ name: 'InvalidOptionError', code: 'ALKEY_INVALID_OPTION' })
    expect((failure as Error).message).toMatch(message)
  })

  test('are not shown when they hold a password', () => {
    const failure = failureOf(() => new Alkey({ redis: 'http://user:secret@localhost' }))
    expect(String(failure)).not.toContain('secret')
  })

  test('have the defaults that are written down', () => {
    expect(resolveOptions({ store })).toEqual({
      redis: undefined,
      store,
      namespace: 'alkey',
      leaseMs: 30_000,
      onUnavailable: 'degrade',
      deadlineMs: 500,
      tokenTtlMs: 30 * 24 * 60 * 60 * 1000,
      touch: { isOn: true, unknown: 'select', isExact: true, rules: new Map() },
      ignore: new Map(),
      scopes: new Map(),
      aliases: new Map(),
      writingFunctions: [],
      onUnknownWrite: 'everything',
      schemaVersion: undefined,
      logger: console,
    })
    expect(DEFAULTS.closeDeadlineMs).toBe(5_000)
  })

  test('that are undefined count as not given', () => {
    const given = {
      ...{ redis: undefined, namespace: undefined, deadlineMs: undefined, touch: undefined, ignore: undefined },
      ...{ aliases: undefined, writingFunctions: undefined, onUnknownWrite: undefined },
    }
    expect(resolveOptions({ store, ...given })).toEqual(resolveOptions({ store }))
  })

  test.each([['a'], ['a'.repeat(64)], ['AZaz09._-']])('take the namespace %j', (namespace) => {
    expect(resolveOptions({ store, namespace }).namespace).toBe(namespace)
  })

  test.each([
    ['a client', (): Redis => new Redis(1, { lazyConnect: true })],
    ['a URL', () => url],
    ['a URL with TLS', () => 'rediss://localhost:1'],
    ['ioredis options', () => ({ host: 'localhost', port: 1 })],
  ])('take %s for Redis, and nothing is opened before it is needed', async (_, redis) => {
    const given = redis()
    const alkey = new Alkey({ redis: given })
    expect(await alkey.close()).toEqual({ undelivered: [] })
    if (given instanceof Redis) expect(given.status).toBe('wait')
  })

  test.each([
    ['namespace', { namespace: 'a b' }],
    ['deadlineMs', { deadlineMs: 0 }],
    ['tokenTtlMs', { tokenTtlMs: 0 }],
    ['nearCache', { nearCache: { maxStalenessMs: 0 } }],
  ])('of a RedisTokenStore are checked, too: %s', (name, options) => {
    expect(() => new RedisTokenStore({ redis: url, ...options })).toThrow(InvalidOptionError)
    expect(() => new RedisTokenStore({ redis: url, ...options })).toThrow(name)
  })

  test('of close are checked, too', async () => {
    await expect(new Alkey({ store }).close({ deadlineMs: -1 })).rejects.toThrow(/deadlineMs.*not -1/)
  })
})
