import {
  ConstantTag,
  FragmentedKeyRing,
  type KeyRingOptions,
  MemoryHandler,
  StandardKey,
  StandardTag,
} from '../../../src/fragmented-keys'
import { recording } from '../../support/fragmented-keys/recording-handler'

const redis = new MemoryHandler()
const memory = new MemoryHandler()

function open(options: KeyRingOptions<'redis' | 'memory'> = {}): FragmentedKeyRing<'redis' | 'memory'> {
  const cacheHandlers = { redis, memory }
  return new FragmentedKeyRing({ cacheHandlers, defaultCacheHandler: 'redis', defaultPrefix: 'MyApp', ...options })
}

const raw = (key: StandardKey): Promise<string> => key.getKeyStr({ hash: false })

/** What an accessor is for those who don't have the types. */
type Loose = Record<string, (...values: unknown[]) => StandardKey>

describe('a key of a ring', () => {
  test('is that of its tags, made by hand', async () => {
    const ring = open({ globalTagOptions: { universe: { type: 'constant', version: 1 } } }).defineKey('Users', [
      'universe',
      { tag: 'planet', cacheHandler: 'memory' },
      'city',
    ])
    const byHand = new StandardKey('Users', [
      new ConstantTag('universe', 'MilkyWay', { prefix: 'MyApp' }),
      new StandardTag('planet', 'Earth', { handler: memory, prefix: 'MyApp' }),
      new StandardTag('city', 'Chicago', { handler: redis, prefix: 'MyApp' }),
    ])
    const key = ring.getUsersKeyObj('MilkyWay', 'Earth', 'Chicago')
    expect(key).toBeInstanceOf(StandardKey)
    expect(await raw(key)).toBe(await raw(byHand))
    expect(await ring.getKeyObj('Users', ['MilkyWay', 'Earth', 'Chicago']).getKeyStr()).toBe(await byHand.getKeyStr())
    expect(await memory.get('planet_EarthMyApp')).toBeDefined()
    expect(await memory.get('city_ChicagoMyApp')).toBeUndefined()
  })

  test('of nothing but defaults is kept in memory', async () => {
    const ring = new FragmentedKeyRing().defineKey('Users', ['user'])
    expect(await raw(ring.getUsersKeyObj(42))).toMatch(/^Users_:tuser_42DefaultPrefix:v\d+\.\d+$/)
  })

  test('takes of the options those of its place, then of the key, of the tag and of all', async () => {
    const ring = open({
      globalOptions: { type: 'constant', prefix: 'global', version: 1 },
      globalTagOptions: { b: { prefix: 'tag', version: 2 }, c: { version: 2 } },
    })
    ring.defineKey('K', ['a', 'b', 'c', { tag: 'd', version: 4 }], { version: 3, cacheHandler: 'memory' })
    ring.defineKey('L', ['a', 'b', { tag: 'b', prefix: 'place' }])
    const values = ['', '', '', '']
    expect(await raw(ring.getKeyObj('K', values))).toBe('K_:ta_global:v3.0:tb_tag:v3.0:tc_global:v3.0:td_global:v4.0')
    expect(await raw(ring.getKeyObj('L', values.slice(1)))).toBe('L_:ta_global:v1.0:tb_tag:v2.0:tb_place:v2.0')
  })

  test('is defined anew', async () => {
    const ring = open({ globalOptions: { type: 'constant' } })
      .defineKey('K', ['a'])
      .defineKey('K', ['b', 'c'])
    expect(await raw(ring.getKKeyObj('1', '2'))).toBe('K_:tb_1MyApp:v1.0:tc_2MyApp:v1.0')
  })

  test('is listed by its name, in the order of the definitions', () => {
    expect(open().listDefinedKeys()).toEqual([])
    const ring = open().defineKey('Users', ['user']).defineKey('user_profile', ['user']).defineKey('Users', ['a', 'b'])
    expect(ring.listDefinedKeys()).toEqual(['Users', 'user_profile'])
  })

  test('reads over two handlers in two bulk reads', async () => {
    const [one, two] = [recording(new MemoryHandler()), recording(new MemoryHandler())]
    const names = Array.from({ length: 50 }, (_, i) => `tag${i}`)
    const ring = new FragmentedKeyRing({
      cacheHandlers: { one: one.handler, two: two.handler },
      defaultCacheHandler: 'one',
    }).defineKey(
      'K',
      names.map((tag, i) => ({ tag, cacheHandler: i % 2 ? 'one' : 'two' }) as const),
    )
    const key = ring.getKeyObj('K', names)
    await key.getKeyStr()
    one.calls.length = two.calls.length = 0
    await key.getKeyStr()
    expect([one.calls, two.calls]).toEqual([['getMulti'], ['getMulti']])
  })
})

describe('an accessor', () => {
  const ring = open()
  ring.defineKey('Users', ['user'])
  ring.defineKey('user_profiles', ['user', 'profile'])
  ring.defineKey('userposts', ['user'])
  ring.defineKey('UserPosts', ['user'])
  const loose = ring as unknown as Loose

  test.each(['getUsersKeyObj', 'getusersKeyObj', 'get_users_key_obj', 'getUSERSKeyObj', 'get_Us_ers_key_obj'])(
    'is found as %s, without regard to case and underscores',
    async (name) => {
      expect(await loose[name]?.('42').getKeyStr()).toBe(await ring.getKeyObj('Users', ['42']).getKeyStr())
    },
  )

  test('stands for the key with its own spelling', async () => {
    expect(await raw((loose['getUserProfilesKeyObj'] as Loose[string])(1, 2))).toMatch(/^user_profiles_:tuser_1MyApp/)
  })

  test('is refused when no key is meant, or more than one', () => {
    const refused = (message: RegExp) =>
      expect.objectContaining({
        code: 'ALKEY_INVALID_TAG',
        message: expect.stringMatching(message) as unknown,
      }) as Error
    expect(() => loose['getOrdersKeyObj']).toThrow(
      refused(/^getOrdersKeyObj: no key of this name is defined. The keys of this ring are: 'Users'/),
    )
    expect(() => loose['getUserPostsKeyObj']).toThrow(refused(/'userposts' and 'UserPosts'/))
  })

  test('takes as many values as its key has tags', () => {
    for (const values of [[], ['1', '2']]) {
      expect(() => (loose['getUsersKeyObj'] as Loose[string])(...values)).toThrow(
        `Key 'Users' needs 1 values, one for each of (user), but got ${values.length}.`,
      )
    }
  })

  test('is no other property of a ring', async () => {
    expect(await Promise.resolve(ring)).toBe(ring)
    expect(loose['getKeyobj']).toBeUndefined()
    expect(loose['toJSON']).toBeUndefined()
    expect(Object.prototype.toString.call(ring)).toBe('[object Object]')
    expect(ring).toBeInstanceOf(FragmentedKeyRing)
  })
})

describe('the options of tags', () => {
  test('are merged, replaced and told', () => {
    const ring = open({ globalOptions: { prefix: 'a' }, globalTagOptions: { city: { version: 1 } } })
    expect(ring.getTagOptions('city')).toEqual({ prefix: 'a', version: 1 })
    expect(ring.getTagOptions('city', { version: 2, prefix: undefined })).toEqual({ prefix: 'a', version: 2 })
    ring.setTagOptions('city', { type: 'constant' })
    ring.setGlobalOptions({ cacheHandler: 'memory' })
    expect(ring.getTagOptions('city')).toEqual({ cacheHandler: 'memory', type: 'constant' })
    const global = ring.getGlobalOptions() as Record<string, unknown>
    global['prefix'] = 'changed'
    expect(ring.getGlobalOptions()).toEqual({ cacheHandler: 'memory' })
    expect(ring.getTagOptions('other')).toEqual({ cacheHandler: 'memory' })
  })

  test('count for single tags as well', async () => {
    const ring = open({ globalTagOptions: { city: { type: 'constant', version: 3 } } })
    expect(await ring.tag('city', 'Chicago').getFullTag()).toBe('city_ChicagoMyApp@3.0')
    expect(ring.tag('planet', 'Earth').getCacheHandler()).toBe(redis)
    expect(ring.tag('planet', 'Earth', { cacheHandler: 'memory' }).getCacheHandler()).toBe(memory)
    expect(ring.tag('planet').getTagName()).toBe('planet_MyApp')
  })
})

describe('what is refused', () => {
  const ring = open()
  ring.defineKey('K', ['a', 'b'])

  test.each<[string, () => unknown, string]>([
    ['an unknown option', () => open({ handlers: {} } as never), 'ALKEY_INVALID_OPTION'],
    [
      'a default handler that is not there',
      () => open({ defaultCacheHandler: 'disk' as never }),
      'ALKEY_INVALID_OPTION',
    ],
    ['a handler that is none', () => open({ cacheHandlers: { redis: {} } as never }), 'ALKEY_INVALID_OPTION'],
    ['a prefix that is no text', () => open({ defaultPrefix: 1 as never }), 'ALKEY_INVALID_TAG'],
    [
      'global options with a wrong type',
      () => open({ globalOptions: { type: 'fixed' as never } }),
      'ALKEY_INVALID_OPTION',
    ],
    [
      "a tag's options with a wrong version",
      () => open({ globalTagOptions: { a: { version: NaN } } }),
      'ALKEY_INVALID_TAG',
    ],
    ["a tag's handler that is not there", () => open({ globalTagOptions: { a: { cacheHandler: 'disk' as never } } }), 'ALKEY_INVALID_OPTION'], // prettier-ignore
    ['a definition that is no array', () => ring.defineKey('L', 'a' as never), 'ALKEY_INVALID_TAG'],
    ['a definition with an empty name', () => ring.defineKey('L', ['']), 'ALKEY_INVALID_TAG'],
    ['a definition without a name', () => ring.defineKey('L', [{ prefix: 'a' }] as never), 'ALKEY_INVALID_TAG'],
    ['a definition with an unknown handler', () => ring.defineKey('L', [{ tag: 'a', cacheHandler: 'disk' }] as never), 'ALKEY_INVALID_OPTION'], // prettier-ignore
    ['a definition with an unknown option', () => ring.defineKey('L', [{ tag: 'a', cache_handler: 'redis' }] as never), 'ALKEY_INVALID_OPTION'], // prettier-ignore
    [
      'a tag with an unknown handler',
      () => ring.tag('a', '', { cacheHandler: 'disk' as never }),
      'ALKEY_INVALID_OPTION',
    ],
    ['an unknown key', () => ring.getKeyObj('L', []), 'ALKEY_INVALID_TAG'],
    ['too few values', () => ring.getKeyObj('K', ['1']), 'ALKEY_INVALID_TAG'],
    ['too many values', () => ring.getKeyObj('K', ['1', '2', '3']), 'ALKEY_INVALID_TAG'],
    ['values that are no array', () => ring.getKeyObj('K', 'ab' as never), 'ALKEY_INVALID_TAG'],
    ['a value that is missing', () => ring.getKeyObj('K', ['1', undefined] as never), 'ALKEY_INVALID_TAG'],
    ['values with a hole', () => ring.getKeyObj('K', new Array<string>(2)), 'ALKEY_INVALID_TAG'],
    ['a value that is no instance', () => ring.getKeyObj('K', ['1', {}] as never), 'ALKEY_INVALID_TAG'],
    [
      'a tag without any handler',
      () => new FragmentedKeyRing({ cacheHandlers: { redis } }).tag('a'),
      'ALKEY_INVALID_OPTION',
    ],
  ])('%s', (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }) as Error)
  })
})
