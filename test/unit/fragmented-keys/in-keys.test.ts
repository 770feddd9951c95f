import { Alkey, type AlkeyEvents, GLOBAL, type KeyPart, MemoryTokenStore, literal, ref } from '../../../src'
import { ConstantTag, MemoryHandler, StandardTag } from '../../../src/fragmented-keys'
import { PlainHandler, recording } from '../../support/fragmented-keys/recording-handler'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached, undelivered } from '../../support/harness/warnings/expected'

expectWarnings(unattached, undelivered)

const DEADLINE_MS = 50

let alkey: Alkey
let handler: MemoryHandler
let errors: unknown[]

beforeEach(() => {
  alkey = new Alkey({ store: new MemoryTokenStore(), deadlineMs: DEADLINE_MS })
  handler = new MemoryHandler()
  errors = []
  alkey.on('error', ({ error }) => errors.push(error))
})

afterEach(() => alkey.close())

const city = (instance = 'chicago', of = handler): StandardTag => new StandardTag('City', instance, { handler: of })
const keys = (...parts: KeyPart[]): Promise<string[]> => Promise.all(parts.map((part) => alkey.keyGenerator(part)))

/** Which of the keys of `parts` a piece of work changes, by their places. */
async function changed(parts: KeyPart[], work: () => Promise<unknown>): Promise<number[]> {
  const before = await keys(...parts)
  expect(before.every((key) => alkey.isCacheable(key))).toBe(true)
  await work()
  const after = await keys(...parts)
  return parts.flatMap((_, i) => (after[i] === before[i] ? [] : [i]))
}

describe('a tag of a cache handler in a key', () => {
  test('changes it when it is incremented, by whatever object', async () => {
    const parts = [city(), [ref('users', 1), { deep: city() }], city('boston'), ref('users', 1), GLOBAL]
    expect(await changed(parts, () => city().increment())).toEqual([0, 1])
    expect(await changed(parts, () => alkey.invalidate(city()))).toEqual([0, 1])
    expect(await changed(parts, () => alkey.invalidate('alkey:users#1'))).toEqual([1, 3, 4])
    expect(await alkey.keyGenerator(city())).toBe(await alkey.keyGenerator(city()))
  })

  test('counts by kind, name and version', async () => {
    await city().setTagVersion(1, true)
    await city('boston').setTagVersion(1, true)
    const one = new ConstantTag('City', 'chicago', { version: 1 })
    const all = await keys(
      city(),
      city('boston'),
      one,
      new ConstantTag('City', 'chicago', { version: 2 }),
      literal('1'),
    )
    expect(new Set(all).size).toBe(all.length)
    expect(await alkey.keyGenerator(one)).toBe(await alkey.keyGenerator(new ConstantTag('City', 'chicago')))
  })

  test('counts in a Set wherever it stands there', async () => {
    const [chicago, boston] = [city(), city('boston')]
    expect(await alkey.keyGenerator(new Set([chicago, boston]))).toBe(
      await alkey.keyGenerator(new Set([boston, chicago])),
    )
    expect(await alkey.keyGenerator([chicago, boston])).not.toBe(await alkey.keyGenerator([boston, chicago]))
  })

  test('is read in bulk, once for each handler, at the same time as tokens', async () => {
    const store = new MemoryTokenStore()
    let letTokensGo: (() => void) | undefined
    const read = store.read.bind(store)
    store.read = async (identifiers) => {
      await new Promise<void>((go) => (letTokensGo = go))
      return read(identifiers)
    }
    const other = new Alkey({ store })
    const [one, two] = [recording(new MemoryHandler()), recording(new MemoryHandler())]
    const tags = Array.from({ length: 50 }, (_, i) => city(String(i), i % 2 ? one.handler : two.handler))
    const key = other.keyGenerator(ref('users', 1), ...tags, new ConstantTag('c'))
    await new Promise(setImmediate)
    expect([one.calls, two.calls]).toEqual([
      ['getMulti', 'seed'],
      ['getMulti', 'seed'],
    ])
    letTokensGo?.()
    expect(await key).toMatch(/^alkey:[\w-]{43}$/)
    await other.close()
  })

  test('is explained with its name and its version', async () => {
    await city().setTagVersion(1.5, true)
    const { parts, cacheable } = await alkey.keyGenerator.explain(city(), [new ConstantTag('c')], 'page')
    expect(cacheable).toBe(true)
    expect(parts).toEqual([
      { kind: 'tag', identifier: 'City_chicagoDefaultPrefix', token: '1.5' },
      { kind: 'tag', identifier: 'c_DefaultPrefix', token: '1.0' },
      { kind: 'literal', literal: 'page' },
    ])
  })

  test('has a token and no identifier', async () => {
    const before = await alkey.token(city())
    expect(await alkey.token(city())).toBe(before)
    await city().increment()
    expect(await alkey.token(city())).not.toBe(before)
    expect(() => alkey.identifier(city())).toThrow(/is a tag of a cache handler/)
    await expect(alkey.keyGenerator(literal(city()))).rejects.toMatchObject({ code: 'ALKEY_INVALID_PART' })
  })

  test('that is constant is left alone by invalidate', async () => {
    const constant = new ConstantTag('c')
    expect(await changed([constant], () => alkey.invalidate(constant))).toEqual([])
  })
})

describe('a cache handler that fails', () => {
  let failing: PlainHandler
  let cause: Error | undefined

  beforeEach(() => {
    cause = new Error('out of order')
    failing = new PlainHandler()
    const getMulti = failing.getMulti.bind(failing)
    failing.getMulti = (wanted) => {
      if (cause) throw cause
      return getMulti(wanted)
    }
    const set = failing.set.bind(failing)
    failing.set = (key, value) => {
      if (cause) throw cause
      set(key, value)
    }
  })

  const flag = (name = 'beta'): StandardTag => new StandardTag('Flag', name, { handler: failing })

  test('makes keys uncacheable, and the reason known', async () => {
    const events: AlkeyEvents['uncacheable'][] = []
    alkey.on('uncacheable', (event) => events.push(event))
    const { key, cacheable, reason, parts } = await alkey.keyGenerator.explain(ref('users', 1), flag())
    expect([cacheable, reason, alkey.isCacheable(key)]).toEqual([false, 'handler-failed', false])
    expect(parts).toEqual([
      { kind: 'row', identifier: 'alkey:users#1' },
      { kind: 'tag', identifier: 'Flag_betaDefaultPrefix' },
    ])
    expect(events).toEqual([
      { key, reason, cause: expect.objectContaining({ code: 'ALKEY_HANDLER_FAILED' }) as unknown },
    ])
    expect(String(events[0]?.cause)).toContain("'PlainHandler'")
    await expect(alkey.token(flag())).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE' })
    expect(alkey.isCacheable(await alkey.keyGenerator(city()))).toBe(true)
  })

  test('to answer holds a key no longer than the deadline', async () => {
    failing.getMulti = (): never => new Promise(() => undefined) as never
    const { reason } = await alkey.keyGenerator.explain(flag())
    expect(reason).toBe('handler-failed')
  })

  test('owes what was invalidated, and delivers it before its tags are read again', async () => {
    cause = undefined
    const [before] = await keys(flag())
    cause = new Error('out of order')
    await expect(alkey.invalidate(flag())).rejects.toMatchObject({
      code: 'ALKEY_HANDLER_FAILED',
      message: expect.stringContaining("'PlainHandler' failed while incrementing 'Flag_betaDefaultPrefix'") as unknown,
    })
    expect(errors).toHaveLength(1)
    // Also for other tags of this handler, as long as it fails, and for no other handler.
    expect((await keys(flag(), flag('other'), city())).map((key) => alkey.isCacheable(key))).toEqual([
      false,
      false,
      true,
    ])
    // Told once, however often it is tried again.
    expect(errors).toHaveLength(1)
    cause = undefined
    const [after] = await keys(flag())
    expect(alkey.isCacheable(after ?? '')).toBe(true)
    expect(after).not.toBe(before)
    expect(await keys(flag())).toEqual([after])
    expect(await alkey.close()).toEqual({ undelivered: [] })
  })

  test('to tell its name makes keys uncacheable as well', async () => {
    cause = undefined
    failing.groupName = () => {
      throw new Error('out of order')
    }
    expect(await alkey.keyGenerator.explain(flag())).toMatchObject({ cacheable: false, reason: 'handler-failed' })
  })

  test('and still does when all is closed is told', async () => {
    await alkey.invalidate(flag(), city()).catch(() => undefined)
    expect(await alkey.close()).toEqual({ undelivered: ['Flag_betaDefaultPrefix'] })
  })
})

describe('a tag of Alkey', () => {
  test('is known by its identifier', async () => {
    const tag = alkey.tag('city', 'chicago')
    expect([tag.identifier, tag.getTagName(), alkey.identifier(tag)]).toEqual(Array(3).fill('alkey:@city#chicago'))
    expect(await alkey.keyGenerator(tag)).toBe(await alkey.keyGenerator('alkey:@city#chicago'))
    expect(alkey.tag('city', 7).identifier).toBe('alkey:@city#7')
    expect(alkey.tag('städte').identifier).toBe('alkey:@st%C3%A4dte#')
    for (const make of [() => alkey.tag(''), () => alkey.tag('a', 0.5), () => alkey.tag('a', {} as never)]) {
      expect(make).toThrow(expect.objectContaining({ code: 'ALKEY_INVALID_TAG' }) as Error)
    }
  })

  test('changes when it is invalidated or incremented, and nothing else does', async () => {
    const tag = alkey.tag('city', 'chicago')
    const parts = [tag, [ref('users', 1), tag], alkey.tag('city', 'boston'), alkey.tag('city'), ref('users', 1), GLOBAL]
    expect(await changed(parts, () => alkey.invalidate(tag))).toEqual([0, 1])
    expect(await changed(parts, () => alkey.tag('city', 'chicago').increment())).toEqual([0, 1])
    expect(await changed(parts, () => alkey.invalidate('alkey:@city#chicago'))).toEqual([0, 1])
    expect(await changed(parts, () => alkey.invalidate(ref('users', 1)))).toEqual([1, 4, 5])
  })

  test('has text that changes with it', async () => {
    const tag = alkey.tag('city', 'chicago')
    const version = await tag.getTagVersion()
    expect(await tag.getTagVersion()).toBe(version)
    await tag.increment()
    expect(await tag.getTagVersion()).not.toBe(version)
  })

  test('is explained', async () => {
    expect((await alkey.keyGenerator.explain(alkey.tag('city', 'chicago'))).parts).toEqual([
      { kind: 'tag', identifier: 'alkey:@city#chicago', token: expect.stringMatching(/^T/) as unknown },
    ])
  })

  test('is the same whatever the schema version', async () => {
    const store = new MemoryTokenStore()
    const [one, two] = ['1', '2'].map((schemaVersion) => new Alkey({ store, schemaVersion }))
    expect(await one?.keyGenerator(one.tag('city'))).toBe(await two?.keyGenerator('alkey:@city#'))
  })
})
