import { PassThrough } from 'node:stream'
import { Alkey, InvalidOptionError, MemoryTokenStore, type AlkeyOptions } from '../../../src'
import { alkeyMiddleware, httpCache } from '../../../src/express'
import { httpCache as fastifyCache } from '../../../src/fastify'
import { HttpCache, requestKeys } from '../../../src/http'

// What people get wrong is told when they start, by one sentence.

const alkey = new Alkey({ store: new MemoryTokenStore() } satisfies AlkeyOptions)
const wrong = (value: unknown): never => value as never

test.each<[string, () => unknown, string]>([
  ['no Alkey', () => httpCache(wrong(() => [])), 'httpCache() takes an Alkey, not [Function (anonymous)].'],
  [
    'no Alkey for the keys',
    () => alkeyMiddleware(wrong(undefined)),
    'alkeyMiddleware() takes an Alkey, not undefined.',
  ],
  [
    'a list',
    () => httpCache(alkey, wrong(['users'])),
    'must be a function of the request that returns an array of parts',
  ],
  ['options in place of parts', () => fastifyCache(wrong({ maxAge: '30s' })), 'Options come after it'],
  ['seconds', () => new HttpCache(alkey, { maxAge: 60 }), "Write '60s' for seconds"],
  ['an unknown option', () => new HttpCache(alkey, wrong({ ttl: '1h' })), "httpCache() has no option 'ttl'"],
  ['a text for vary', () => new HttpCache(alkey, { vary: wrong('cookie') }), "like ['accept-language'], not 'cookie'"],
  ['no name of a header', () => new HttpCache(alkey, { vary: ['a b'] }), 'vary must be a list of names of headers'],
  [
    'a broken header',
    () => new HttpCache(alkey, { cacheControl: 'no-cache\r\nx: y' }),
    'must be the text of a Cache-Control',
  ],
  ['both', () => new HttpCache(alkey, { maxAge: '1s', cacheControl: 'no-store' }), 'Leave one of them out'],
  ['no boolean', () => alkeyMiddleware(alkey, { snapshot: wrong('no') }), 'snapshot must be true or false'],
  ['a number as version', () => new HttpCache(alkey, { version: wrong(2) }), 'version must be a text, not 2.'],
])('%s', (_, use, message) => {
  expect(use).toThrow(InvalidOptionError)
  expect(use).toThrow(message)
})

test('parts that are none, or would never change, are told with the request', async () => {
  const request = { method: 'GET', url: '/', headers: {} }
  const cache = new HttpCache(alkey)
  await expect(cache.begin(request, { parts: wrong('users') })).rejects.toMatchObject({ code: 'ALKEY_INVALID_PART' })
  await expect(cache.begin(request, { parts: [] })).rejects.toThrow('would never change')
})

test('what stands for an Alkey in tests is asked, and nothing is cached', async () => {
  const parts: unknown[] = []
  const fake = wrong({
    keyGenerator: (...given: unknown[]) => Promise.resolve(void parts.push(...given)),
    remember: (given: unknown[], render: () => string) => Promise.resolve(`${render()}${given.length}`),
  })
  const exchange = await new HttpCache(fake).begin(
    { method: 'GET', url: '/', headers: {} },
    { parts: ['alkey:users#1'] },
  )
  expect([exchange.isNotModified, parts]).toEqual([false, ['alkey:users#1']])
  expect(exchange.headersFor({ status: 200, header: () => null })).toEqual({
    'cache-control': 'private, no-cache',
    vary: 'authorization, cookie',
  })
  const { cachedFragment } = await requestKeys(fake)
  expect(await cachedFragment(['card'], () => 'text')).toBe('text1')
})

test('a request has the keys of one Alkey, and those of its first snapshot', async () => {
  const request = wrong({})
  const next = jest.fn()
  const through = async (own: Alkey): Promise<unknown> => {
    const called = new Promise((resolve) => next.mockImplementationOnce(resolve))
    void alkeyMiddleware(own)(request, wrong(Object.assign(new PassThrough(), { locals: {} })), next)
    return called
  }
  expect(await through(alkey)).toBeUndefined()
  const { cacheKey } = request as { cacheKey: unknown }
  expect([await through(alkey), (request as { cacheKey: unknown }).cacheKey]).toEqual([undefined, cacheKey])
  const other = new Alkey({ store: new MemoryTokenStore() })
  expect(await through(other)).toMatchObject({ message: expect.stringContaining('was used for two Alkeys') as string })
})
