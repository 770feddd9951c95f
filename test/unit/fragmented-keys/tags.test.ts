import {
  Configuration,
  ConstantTag,
  HandlerFailedError,
  MemoryHandler,
  StandardKey,
  StandardTag,
} from '../../../src/fragmented-keys'
import { PlainHandler, recording } from '../../support/fragmented-keys/recording-handler'
import { describeAtomicTags, describeTags } from '../../support/fragmented-keys/tag-behaviour'

afterEach(() => {
  Configuration.reset()
})

describe('in memory', () => {
  const handler = new MemoryHandler()
  describeTags(() => handler)

  describe('in one step', () => {
    const removed = new MemoryHandler()
    describeAtomicTags(
      () => removed,
      async (key) => {
        const clock = jest.spyOn(performance, 'now')
        clock.mockReturnValue(0)
        await removed.set(key, '1', 1)
        clock.mockReturnValue(1_001)
        expect(await removed.get(key)).toBeUndefined()
        clock.mockRestore()
      },
    )
  })

  test('versions that were forgotten begin above those that were given out', async () => {
    const own = new MemoryHandler()
    const tag = (): StandardTag => new StandardTag('City', 'chicago', { handler: own })
    await tag().setTagVersion(Date.now() + 60_000, true)
    const before = await tag().increment()
    own.clear()
    expect(await own.get(tag().getTagName())).toBeUndefined()
    expect(await tag().getTagVersion()).toBeGreaterThan(before)
  })

  test('a value with a time to live is kept for so many seconds', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0)
    await handler.set('key', 'value', 2)
    clock.mockReturnValue(1_999)
    expect(await handler.getMulti(['key', 'other'])).toEqual({ key: 'value' })
    clock.mockReturnValue(2_000)
    expect([await handler.get('key'), await handler.getMulti(['key'])]).toEqual([undefined, {}])
    clock.mockRestore()
    for (const ttl of [0, -1, 1.5, NaN]) {
      await expect(handler.set('key', 'value', ttl)).rejects.toMatchObject({ code: 'ALKEY_INVALID_OPTION' })
    }
  })
})

describe('in a handler of somebody else that gives no promises', () => {
  describeTags(() => new PlainHandler())
})

describe('a constant tag', () => {
  test('never changes and asks nobody', async () => {
    const { handler, calls } = recording(new MemoryHandler())
    const tag = new ConstantTag('Site', 'main', { version: 5, handler })
    await tag.increment()
    await tag.resetTagVersion()
    await tag.setTagVersion()
    expect([await tag.getTagVersion(), await tag.getFullTag()]).toEqual([5, 'Site_mainDefaultPrefix@5.0'])
    expect(tag.delegateCacheQuery()).toBe(false)
    expect(await new ConstantTag('Site').getTagVersion()).toBe(1)
    expect(calls).toEqual([])
  })
})

describe('the configuration', () => {
  test('gives tags their handler when they use one, and their prefix when they are made', async () => {
    const tag = new StandardTag('User', 42)
    expect(() => tag.getCacheHandler()).toThrow(/no default cache handler.*Configuration\.setDefaultCacheHandler/)
    await expect(tag.increment()).rejects.toMatchObject({ code: 'ALKEY_INVALID_OPTION' })
    const handler = new MemoryHandler()
    Configuration.setDefaultCacheHandler(handler)
    Configuration.setGlobalPrefix('MyApp')
    expect([tag.getTagName(), new StandardTag('User', 42).getTagName()]).toEqual([
      'User_42DefaultPrefix',
      'User_42MyApp',
    ])
    expect(tag.getCacheHandler()).toBe(handler)
    expect(Configuration.getDefaultCacheHandler()).toBe(handler)
    Configuration.reset()
    expect(Configuration.getGlobalPrefix()).toBe('DefaultPrefix')
    expect(() => Configuration.getDefaultCacheHandler()).toThrow()
  })
})

describe('handlers', () => {
  test('are told apart where they have the same name, and read side by side', async () => {
    const gates: (() => void)[] = []
    const slow = (): { handler: MemoryHandler; calls: string[] } => {
      const handler = new MemoryHandler()
      const getMulti = handler.getMulti.bind(handler)
      handler.getMulti = async (keys) => {
        await new Promise<void>((open) => gates.push(open))
        return getMulti(keys)
      }
      return recording(handler)
    }
    const [one, two] = [slow(), slow()]
    const tags = [one, two, one, two].map(({ handler }, i) => new StandardTag('Tag', i, { handler }))
    const key = new StandardKey('Mixed', tags).getKeyStr()
    // Both were asked before either has answered.
    expect(gates).toHaveLength(2)
    for (const open of gates) open()
    expect(await key).toMatch(/^[0-9a-f]{32}$/)
    expect([one.calls, two.calls]).toEqual([
      ['getMulti', 'seed'],
      ['getMulti', 'seed'],
    ])
  })

  test('are changed, and what the old one said is forgotten', async () => {
    const tag = new StandardTag('Tag', '', { handler: new MemoryHandler() })
    await tag.setTagVersion(5, true)
    const handler = new MemoryHandler()
    tag.setCacheHandler(handler)
    expect(await tag.getTagVersion()).toBeGreaterThan(5)
    expect(tag.getCacheHandler()).toBe(handler)
    expect([tag.delegateCacheQuery('MemoryHandler'), tag.delegateCacheQuery('RedisHandler')]).toEqual([true, false])
  })

  test('that fail are named', async () => {
    const handler = new PlainHandler()
    const cause = new Error('out of order')
    for (const verb of ['get', 'set', 'getMulti'] as const) {
      handler[verb] = () => {
        throw cause
      }
    }
    const tag = new StandardTag('City', 'chicago', { handler })
    for (const failing of [
      tag.getTagVersion(),
      tag.increment(),
      tag.resetTagVersion(),
      tag.setTagVersion(1, true),
      new StandardKey('K', [tag]).getKeyStr(),
    ]) {
      const error: unknown = await failing.catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(HandlerFailedError)
      expect(error).toMatchObject({
        code: 'ALKEY_HANDLER_FAILED',
        message: expect.stringMatching(/^The cache handler 'PlainHandler' failed while .*: out of order$/) as unknown,
        cause,
      })
    }
  })

  test('without atomic verbs still keep the versions that this process makes apart', async () => {
    const handler = new PlainHandler()
    const tag = new StandardTag('City', 'chicago', { handler })
    await tag.setTagVersion(Date.now() + 10_000, true)
    const seen = [await tag.increment()]
    handler.stored.clear()
    seen.push(await new StandardTag('City', 'chicago', { handler }).getTagVersion())
    expect(seen[1]).toBeGreaterThan(seen[0] as number)
  })
})

test('a handler that gives what is no text is told so, with the tag', async () => {
  const handler = { groupName: () => 'Numbers', get: () => 1, set: () => undefined, getMulti: () => ({ City_: 1 }) }
  const tag = new StandardTag('City', '', { handler: handler as never, prefix: '' })
  await expect(new StandardKey('Weather', [tag]).getKeyStr()).rejects.toThrow(
    "The stored version of 'City_' must be text, not 1",
  )
  await expect(tag.increment()).rejects.toThrow("The stored version of 'City_' must be text, not 1")
})

test('a handler that fails to tell its name is called by its class', async () => {
  class NamelessHandler extends MemoryHandler {
    override groupName(): never {
      throw new Error('out of order')
    }
  }
  await expect(new StandardKey('K', [new StandardTag('A', 1, { handler: new NamelessHandler() })]).getKeyStr())
    .rejects //
    .toMatchObject({
      code: 'ALKEY_HANDLER_FAILED',
      message: "The cache handler 'NamelessHandler' failed while giving its name: out of order",
    })
})

describe('what is refused', () => {
  const handler = new MemoryHandler()

  test.each<[string, () => unknown, string]>([
    ['a tag without a name', () => new StandardTag(''), 'ALKEY_INVALID_TAG'],
    ['a name that is no text', () => new StandardTag(1 as never), 'ALKEY_INVALID_TAG'],
    ['half a character in a name', () => new StandardTag('\ud800'), 'ALKEY_INVALID_TAG'],
    ['half a character in an instance', () => new StandardTag('a', '\ud800'), 'ALKEY_INVALID_TAG'],
    ['an instance that is no whole number', () => new StandardTag('a', 1.5), 'ALKEY_INVALID_TAG'],
    ['an instance that is null', () => new StandardTag('a', null as never), 'ALKEY_INVALID_TAG'],
    ['a version that is no number', () => new ConstantTag('a', '', { version: NaN }), 'ALKEY_INVALID_TAG'],
    ['a version that is text', () => new StandardTag('a', '', { version: '1' as never }), 'ALKEY_INVALID_TAG'],
    ['a prefix that is no text', () => new StandardTag('a', '', { prefix: 1 as never }), 'ALKEY_INVALID_TAG'],
    ['a handler that is none', () => new StandardTag('a', '', { handler: {} as never }), 'ALKEY_INVALID_OPTION'],
    ['an unknown option', () => new StandardTag('a', '', { ttl: 1 } as never), 'ALKEY_INVALID_OPTION'],
    ['a version for options', () => new ConstantTag('a', '', 1 as never), 'ALKEY_INVALID_OPTION'],
    ['another handler that is none', () => { new StandardTag('a').setCacheHandler(null as never) }, 'ALKEY_INVALID_OPTION'], // prettier-ignore
    ['a default handler that is none', () => { Configuration.setDefaultCacheHandler('redis' as never) }, 'ALKEY_INVALID_OPTION'], // prettier-ignore
    ['a global prefix that is none', () => { Configuration.setGlobalPrefix(null as never) }, 'ALKEY_INVALID_TAG'], // prettier-ignore
    ['a key without a name', () => new StandardKey(undefined as never), 'ALKEY_INVALID_TAG'],
    ['a key of text', () => new StandardKey('K', ['tag'] as never), 'ALKEY_INVALID_TAG'],
    ['text added to a key', () => { new StandardKey('K').addTag('tag' as never) }, 'ALKEY_INVALID_TAG'], // prettier-ignore
  ])('%s', (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }) as Error)
  })

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'what is no options of a rendering',
      () => new StandardKey('K').getKeyStr(false as never),
      'getKeyStr() takes { hash: true } or { hash: false }, not false.',
    ],
    [
      'an unknown option of a rendering',
      () => new StandardKey('K').getKeyStr({ hsah: false } as never),
      'getKeyStr() takes { hash: true } or { hash: false }, not { hsah: false }.',
    ],
    [
      'a word for whether a version is stored',
      () => new StandardTag('a', '', { handler }).setTagVersion(1, 'no' as never),
      "setTagVersion() takes { update: true } or { update: false }, not 'no'.",
    ],
    [
      'a word in the option for that',
      () => new StandardTag('a', '', { handler }).setTagVersion(1, { update: 'no' as never }),
      "setTagVersion() takes { update: true } or { update: false }, not { update: 'no' }.",
    ],
  ])('%s', async (_, call, message) => {
    await expect(call()).rejects.toMatchObject({ code: 'ALKEY_INVALID_OPTION', message })
  })

  test.each([
    [42, 'Tag_42P'],
    [42n, 'Tag_42P'],
    ['', 'Tag_P'],
    [-7, 'Tag_-7P'],
  ])('but not the instance %p', (instance, name) => {
    expect(new StandardTag('Tag', instance, { handler, prefix: 'P' }).getTagName()).toBe(name)
  })
})
