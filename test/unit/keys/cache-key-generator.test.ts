import {
  type AlkeyEvents,
  GLOBAL,
  InvalidPartError,
  UnavailableError,
  type UncacheableReason,
  literal,
  ref,
} from '../../../src'
import { TagDelivery } from '../../../src/changes/tag-delivery'
import { EventHub } from '../../../src/events'
import { CacheKeyGenerator, isCacheable } from '../../../src/keys/cache-key-generator'
import { PartsEncoder } from '../../../src/keys/parts-encoder'
import { UnattachedResolver } from '../../../src/keys/unattached-resolver'
import { RecordingTokenSource } from '../../support/watching/recording-token-source'

let source: RecordingTokenSource
let events: EventHub
let generator: CacheKeyGenerator

function open(namespace: string, schemaVersion?: string): CacheKeyGenerator {
  return new CacheKeyGenerator({
    namespace,
    parts: new PartsEncoder(new UnattachedResolver(schemaVersion)),
    source,
    tags: new TagDelivery(500, events),
    events,
  })
}

beforeEach(() => {
  source = new RecordingTokenSource()
  events = new EventHub()
  generator = open('shop')
})

describe('a key', () => {
  test.each([
    ['nothing', []],
    ['a row', [ref('users', 1)]],
    ['many parts', Array.from({ length: 1_000 }, (_, id) => ref('users', id))],
    ['text of every kind', ['\ud800', '🙂', '\0', 'x'.repeat(100_000)]],
  ])('of %s is short and plain enough for every cache', async (_, parts) => {
    expect(await generator.generate(parts)).toMatch(/^[A-Za-z0-9:_.-]{1,200}$/)
  })

  test('of plain values alone still depends on the generation', async () => {
    const before = await generator.generate(['a'])
    source.generation = 'G2'
    expect(await generator.generate(['a'])).not.toBe(before)
  })

  const spellings: Record<string, [unknown[], unknown[]]> = {
    'a reference and an identifier': [[ref('users', 1)], ['alkey:users#1']],
    'a number and its text in a reference': [[ref('users', 1)], [ref('users', '1')]],
    'an encoded name': [['alkey:caf%c3%a9#1'], [ref('café', 1)]],
    'a qualified name': [['alkey:sales.invoices#1'], [ref('sales.invoices', 1)]],
  }

  test.each(Object.entries(spellings))('is the same for %s', async (_, [one, other]) => {
    expect(await generator.generate(one)).toBe(await generator.generate(other))
  })

  const changes: Record<string, { parts: unknown[]; bump: string; changes: boolean }> = {
    'a row when it is bumped': { parts: [ref('users', 1)], bump: 'alkey:users#1', changes: true },
    'a row when its table is bumped in bulk': { parts: [ref('users', 1)], bump: 'alkey:users#~', changes: true },
    'no row when its table is bumped': { parts: [ref('users', 1)], bump: 'alkey:users#*', changes: false },
    'no row when another one is bumped': { parts: [ref('users', 1)], bump: 'alkey:users#2', changes: false },
    'no row when anything is bumped': { parts: [ref('users', 1)], bump: GLOBAL, changes: false },
    'a table when it is bumped': { parts: ['alkey:users#*'], bump: 'alkey:users#*', changes: true },
    'no table when a row is bumped': { parts: ['alkey:users#*'], bump: 'alkey:users#1', changes: false },
    'anything when anything is bumped': { parts: [GLOBAL], bump: GLOBAL, changes: true },
    'a nested dependency': { parts: [{ deep: [ref('users', 1)] }], bump: 'alkey:users#1', changes: true },
    'no text that looks like a dependency': {
      parts: [literal('alkey:users#1')],
      bump: 'alkey:users#1',
      changes: false,
    },
  }

  test.each(Object.entries(changes))('changes for %s', async (_, { parts, bump, changes }) => {
    const before = await generator.generate(parts)
    source.bump(bump)
    expect((await generator.generate(parts)) !== before).toBe(changes)
  })

  test('differs by namespace and by schema version', async () => {
    const generators = [open('shop'), open('shop2'), open('shop', '1'), open('shop', '2')]
    const keys = await Promise.all(generators.map(async (one) => one.generate([ref('users', 1)])))
    expect(new Set(keys).size).toBe(4)
  })

  test('does not confuse where its fields end', async () => {
    const keys = await Promise.all(
      [
        ['a', 'bG'],
        ['ab', 'G'],
      ].map(async ([namespace = '', generation = '']) => {
        source.generation = generation
        return open(namespace).generate([])
      }),
    )
    expect(keys[0]).not.toBe(keys[1])
  })

  test('takes one read, which asks for each token once, in a fixed order', async () => {
    const one = [ref('users', 2), 'alkey:users#1', ref('users', 1), [ref('users', 1)], 'alkey:orders#*', GLOBAL, 'x']
    await generator.generate(one)
    await generator.generate([...one].reverse())
    await generator.explain(one)
    const asked = [GLOBAL, 'alkey:orders#*', 'alkey:users#1', 'alkey:users#2', 'alkey:users#~']
    expect(source.reads).toEqual([asked, asked, asked])
  })

  test('with a part that is refused reads nothing', () => {
    expect(() => generator.generate([ref('users', 1), Symbol('s')])).toThrow(InvalidPartError)
    expect(source.reads).toEqual([])
  })
})

describe('an explanation', () => {
  test('tells the key, and what it depends on with its tokens', async () => {
    const parts = [
      ref('users', 1),
      'alkey:users#*',
      'alkey:users#~',
      GLOBAL,
      'page',
      [2, ref('users', 3)],
      literal([4]),
    ]
    expect(await generator.explain(parts)).toEqual({
      key: await generator.generate(parts),
      cacheable: true,
      parts: [
        { kind: 'row', identifier: 'alkey:users#1', token: 'T0:alkey:users#1+T0:alkey:users#~' },
        { kind: 'table', identifier: 'alkey:users#*', token: 'T0:alkey:users#*' },
        { kind: 'bulk', identifier: 'alkey:users#~', token: 'T0:alkey:users#~' },
        { kind: 'global', identifier: GLOBAL, token: `T0:${GLOBAL}` },
        { kind: 'literal', literal: 'page' },
        { kind: 'row', identifier: 'alkey:users#3', token: 'T0:alkey:users#3+T0:alkey:users#~' },
        { kind: 'literal', literal: [4] },
      ],
    })
  })

  test('of an uncacheable key says why, without tokens', async () => {
    source.unavailable = 'pending'
    expect(await generator.explain([ref('users', 1), 'page'])).toEqual({
      key: expect.stringMatching(/^alkey:none:/) as unknown,
      cacheable: false,
      reason: 'pending',
      parts: [
        { kind: 'row', identifier: 'alkey:users#1' },
        { kind: 'literal', literal: 'page' },
      ],
    })
  })
})

describe('an uncacheable key', () => {
  test.each<UncacheableReason>(['unavailable', 'pending', 'open-transaction'])(
    'is given once, is told apart and announced, when tokens are %s',
    async (reason) => {
      const announced: AlkeyEvents['uncacheable'][] = []
      events.on('uncacheable', (event) => announced.push(event))
      const usual = await generator.generate([ref('users', 1)])
      source.unavailable = reason
      const keys = await Promise.all([generator.generate([ref('users', 1)]), generator.generate([ref('users', 1)])])

      expect(announced).toEqual(keys.map((key) => ({ key, reason })))
      expect(new Set(keys).size).toBe(2)
      expect([usual, ...keys].map(isCacheable)).toEqual([true, false, false])
      for (const key of keys) expect(key).toMatch(/^alkey:none:[A-Za-z0-9_-]{22}$/)
    },
  )
})

describe('a token', () => {
  const own: [string, unknown, string[]][] = [
    ['a row', ref('users', 1), ['alkey:users#1', 'alkey:users#~']],
    ['a table', 'alkey:users#*', ['alkey:users#*']],
    ['several rows', [ref('users', 1), ref('users', 2)], ['alkey:users#1', 'alkey:users#2', 'alkey:users#~']],
    ['anything', GLOBAL, [GLOBAL]],
  ]

  test.each(own)('of %s changes with what it depends on, and with the generation', async (_, part, identifiers) => {
    const seen = [await generator.token(part), await generator.token(part)]
    expect(new Set(seen).size).toBe(1)
    for (const identifier of identifiers) {
      source.bump(identifier)
      seen.push(await generator.token(part))
    }
    source.generation = 'G2'
    seen.push(await generator.token(part))
    expect(new Set(seen).size).toBe(identifiers.length + 2)
  })

  test('is refused for what depends on nothing', async () => {
    await expect(generator.token('page')).rejects.toThrow(InvalidPartError)
    await expect(generator.token('page')).rejects.toThrow(/'page' is not a dependency.*Pass an entity/)
  })

  test('is an error, with its cause, when it can not be read', async () => {
    source.unavailable = 'unavailable'
    const failure = await generator.token(ref('users', 1)).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(UnavailableError)
    expect(failure).toMatchObject({ code: 'ALKEY_UNAVAILABLE', cause: new Error('out of order') })
  })
})
