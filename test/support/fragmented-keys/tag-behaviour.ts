import { createHash } from 'node:crypto'
import { ConstantTag, type CacheHandler, StandardKey, StandardTag } from '../../../src/fragmented-keys'
import { formatVersion } from '../../../src/fragmented-keys/version-text'
import { recording } from './recording-handler'

/** What the original does with tags and keys, for a handler of any kind, which need not be empty. */
export function describeTags(open: () => CacheHandler): void {
  let handler: CacheHandler
  let prefix: string
  let count = 0

  beforeEach(() => {
    handler = open()
    prefix = `.${process.pid}.${performance.now()}.${++count}`
  })

  const city = (version?: number): StandardTag => new StandardTag('City', 'chicago', { handler, prefix, version })
  const stored = (tag: StandardTag): unknown => handler.get(tag.getTagName())

  describe('a standard tag', () => {
    test('is stored under its name, instance and prefix', async () => {
      expect(city().getTagName()).toBe(`City_chicago${prefix}`)
      const version = await city().getTagVersion()
      expect(await handler.get(`City_chicago${prefix}`)).toBe(formatVersion(version))
    })

    test('begins with the time in ms', async () => {
      const before = Date.now()
      const version = await city().getTagVersion()
      // Above versions that were given out before, which may be a little ahead.
      expect(version).toBeGreaterThanOrEqual(before - 1)
      expect(version).toBeLessThan(Date.now() + 60_000)
    })

    test('keeps its version, and shares it with others of the same name', async () => {
      const tag = city()
      const version = await tag.getTagVersion()
      expect([await tag.getTagVersion(), await city().getTagVersion()]).toEqual([version, version])
      expect(new StandardTag('City', 'boston', { handler, prefix }).getTagName()).not.toBe(tag.getTagName())
    })

    test('increments what is stored by 0.1', async () => {
      const [tag, other] = [city(), city()]
      await tag.setTagVersion(1700000000123.25, true)
      await other.getTagVersion()
      expect(await tag.increment()).toBe(1700000000123.25 + 0.1)
      expect(await tag.getTagVersion()).toBe(1700000000123.35)
      expect(await other.increment()).toBe(1700000000123.35 + 0.1)
      expect(await stored(tag)).toBe('1700000000123.4502')
    })

    test('increments to the next double where 0.1 changes nothing', async () => {
      await city().setTagVersion(2 ** 53, true)
      expect(await city().increment()).toBe(2 ** 53 + 2)
      expect(await stored(city())).toBe('9007199254740994.0')
      await city().setTagVersion(1e16, true)
      expect(await city().increment()).toBe(1e16 + 2)
      expect(await stored(city())).toBe('1.0000000000000002e+16')
      await city().setTagVersion(Number.MAX_VALUE, true)
      await expect(city().increment()).rejects.toMatchObject({ code: 'ALKEY_INVALID_TAG' })
    })

    test('begins and increments in one go', async () => {
      const version = await city().increment()
      expect(version).toBeGreaterThan(Date.now() - 60_000)
      expect(await city().getTagVersion()).toBe(version)
    })

    test('is reset to the time', async () => {
      const tag = city()
      await tag.setTagVersion(5, true)
      const version = await tag.resetTagVersion()
      expect(version).toBeGreaterThan(Date.now() - 60_000)
      expect([await tag.getTagVersion(), await stored(tag)]).toEqual([version, formatVersion(version)])
    })

    test('is given a version, for itself or for all', async () => {
      const [tag, other] = [city(), city()]
      const version = await tag.getTagVersion()
      await tag.setTagVersion(7)
      expect([await tag.getTagVersion(), await other.getTagVersion()]).toEqual([7, version])
      await tag.setTagVersion(8, { update: true })
      expect([await tag.getTagVersion(), await city().getTagVersion(), await stored(tag)]).toEqual([8, 8, '8.0'])
      for (const refused of [NaN, Infinity, '1' as never]) {
        await expect(tag.setTagVersion(refused)).rejects.toMatchObject({ code: 'ALKEY_INVALID_TAG' })
      }
    })

    test('begins with the version that it is given', async () => {
      expect(await city(5).getTagVersion()).toBe(5)
      expect(await city(5).increment()).toBe(5.1)
      expect(await new StandardKey('K', [city(9)]).getKeyStr({ hash: false })).toBe(`K_:tCity_chicago${prefix}:v5.1`)
    })

    test('tells its name with its version', async () => {
      await city().setTagVersion(1.5, true)
      expect(await city().getFullTag()).toBe(`City_chicago${prefix}@1.5`)
    })

    test('has other objects see what it does not remember', async () => {
      const tag = city()
      await tag.getTagVersion()
      await city().setTagVersion(3, true)
      expect(await tag.getTagVersion()).not.toBe(3)
      await new StandardKey('K', [tag]).getKeyStr()
      expect(await tag.getTagVersion()).toBe(3)
    })

    test('gives an error that names the handler where no number is stored', async () => {
      await handler.set(city().getTagName(), 'five')
      for (const refused of [city().getTagVersion(), city().increment(), new StandardKey('K', [city()]).getKeyStr()]) {
        await expect(refused).rejects.toMatchObject({
          code: 'ALKEY_HANDLER_FAILED',
          message: expect.stringContaining(`'${handler.groupName()}'`) as unknown,
        })
      }
      await city().resetTagVersion()
      expect(await city().getTagVersion()).toBeGreaterThan(5)
    })
  })

  describe('a key', () => {
    test('is its name, its group and its tags in order, and their MD5', async () => {
      await city().setTagVersion(1.5, true)
      const universe = new ConstantTag('universe', 'MilkyWay', { prefix, version: 2 })
      const raw = `Users_eu:tuniverse_MilkyWay${prefix}:v2.0:tCity_chicago${prefix}:v1.5`
      const key = new StandardKey('Users', [universe], 'eu')
      key.addTag(city())
      expect(await key.getKeyStr({ hash: false })).toBe(raw)
      expect(await key.getKeyStr()).toBe(createHash('md5').update(raw).digest('hex'))
      expect(await key.getKeyStr({ hash: true })).toBe(await key.getKeyStr({}))
    })

    test('is the same until a tag is incremented, by whatever object', async () => {
      const key = new StandardKey('Users', [city()])
      const first = await key.getKeyStr()
      expect([await key.getKeyStr(), await new StandardKey('Users', [city()]).getKeyStr()]).toEqual([first, first])
      await city().increment()
      expect(await key.getKeyStr()).not.toBe(first)
    })

    test('reads its tags with one bulk read, and constants with none', async () => {
      const recorded = recording(handler)
      const tags = Array.from(
        { length: 50 },
        (_, i) => new StandardTag('Row', i, { handler: recorded.handler, prefix }),
      )
      const key = new StandardKey('Rows', [...tags, ...tags, new ConstantTag('c', '', { handler: recorded.handler })])
      await key.getKeyStr()
      recorded.calls.length = 0
      await key.getKeyStr()
      expect(recorded.calls).toEqual(['getMulti'])
    })

    test('of constant tags alone needs no handler', async () => {
      expect(await new StandardKey('K', [new ConstantTag('a')]).getKeyStr({ hash: false })).toBe(
        'K_:ta_DefaultPrefix:v1.0',
      )
      expect(await new StandardKey('K').getKeyStr({ hash: false })).toBe('K_')
    })

    test('is byte for byte that of the Python package', async () => {
      const own = { handler, prefix: 'MyApp' }
      await handler.set('planet_EarthMyApp', '1700000000123.4567')
      const tags = [
        new ConstantTag('universe', 'MilkyWay', { version: 1, prefix: 'MyApp' }),
        new StandardTag('planet', 'Earth', own),
      ]
      expect(await new StandardKey('Users', tags).getKeyStr({ hash: false })).toBe(
        'Users_:tuniverse_MilkyWayMyApp:v1.0:tplanet_EarthMyApp:v1700000000123.4568',
      )
      expect(await new StandardKey('Users', tags).getKeyStr()).toBe('7d9a5f7a4be8bad7589738262fe6c65d')
    })
  })
}

/** What handlers with the atomic verbs add to that. @param forget removes what is stored under a key, as an eviction does */
export function describeAtomicTags(open: () => CacheHandler, forget: (key: string) => Promise<unknown>): void {
  let tag: () => StandardTag
  let count = 0

  beforeEach(() => {
    const handler = open()
    const options = { handler, prefix: `.${process.pid}.${performance.now()}.${++count}` }
    tag = () => new StandardTag('Flag', 'beta', options)
  })

  test('many increments at once give as many versions, and lose none', async () => {
    await tag().setTagVersion(0, true)
    const versions = await Promise.all(Array.from({ length: 200 }, () => tag().increment()))
    expect(new Set(versions).size).toBe(200)
    expect(await tag().getTagVersion()).toBe(Math.max(...versions))
    expect(Math.max(...versions)).toBeCloseTo(20)
  })

  test('all who ask at once for a tag without a version get the same one', async () => {
    const versions = await Promise.all(Array.from({ length: 50 }, () => tag().getTagVersion()))
    expect(new Set(versions).size).toBe(1)
  })

  test('no version comes back after an eviction, though tags have run ahead of the clock', async () => {
    const ahead = Date.now() + 10_000
    await tag().setTagVersion(ahead, true)
    const seen = [ahead, await tag().increment()]
    for (let i = 0; i < 5; i++) {
      await forget(tag().getTagName())
      seen.push(await tag().getTagVersion(), await tag().increment(), await tag().resetTagVersion())
    }
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
  })

  test('no version comes back when the clock is set back', async () => {
    const seen = [await tag().getTagVersion(), await tag().increment()]
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000)
    await forget(tag().getTagName())
    seen.push(await tag().getTagVersion(), await tag().resetTagVersion())
    now.mockRestore()
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
  })

  test('a version far beyond all clocks takes no fresh one there', async () => {
    await tag().setTagVersion(1e16, true)
    await tag().increment()
    expect(await tag().resetTagVersion()).toBeLessThan(Date.now() + 60_000)
  })
}
