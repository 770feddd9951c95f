import { ref } from '../../../src'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Order, Product } from '../../support/entities/shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { ask } from '../../support/http/client'
import { frameworks } from '../../support/http/frameworks'
import type { Answer, Route, Serving } from '../../support/http/route'

expectWarnings(
  /^typeorm-alkey: The value 'response of GET [^]*' is not cached: its load, or one within it, sent a statement that writes/,
  /^typeorm-alkey: The value 'response of GET [^]*' is not cached: its handler set a Vary /,
)

let shop: Attached
useAttachedShop((attached) => (shop = attached))

/** What an `ETag` of ours looks like. */
const OURS = /^W\/"[\w-]{43}"$/

const load = (id: number): Promise<Order | null> => shop.dataSource.manager.findOneBy(Order, { id })

const answering =
  (answer: Omit<Answer, 'body'>): Route['handle'] =>
  async ({ id }) => ({ ...answer, body: await load(id) })

const parts = (id: number): readonly [ReturnType<typeof ref>] => [ref(Order, id)]
const own = { etag: '"own"', 'cache-control': 'public, max-age=5', vary: 'Accept' }

const routes: readonly Route[] = [
  { name: 'plain', handle: answering({}) },
  { name: 'of-parts', handle: answering({}), parts },
  { name: 'missing', handle: answering({ status: 404 }), parts },
  { name: 'missing-found', handle: answering({ status: 404 }) },
  { name: 'own', handle: answering({ headers: own }), parts, options: { vary: ['Accept-Language'], maxAge: '30s' } },
  { name: 'own-expiry', handle: answering({ headers: { expires: 'Wed, 01 Jan 2031 00:00:00 GMT' } }) },
  { name: 'own-control', handle: answering({ headers: { 'cache-control': 'public, max-age=5' } }) },
  { name: 'aged', handle: answering({}), parts, options: { maxAge: '90s', vary: ['X-Tenant'] } },
  { name: 'told', handle: answering({}), parts, options: { cacheControl: 'public, max-age=1', vary: [] } },
  { name: 'failing', handle: () => Promise.reject(new Error('the handler fails')) },
  { name: 'wrong-id', handle: answering({}), parts: (id) => [ref(Order, id + 0.5)] },
  { name: 'unknown', handle: answering({}), parts: (id) => [`alkey:nothing#${id}`] },
  {
    name: 'wrong-parts',
    parts: () => [Symbol('none')] as never,
    handle: answering({}),
  },
  {
    name: 'writing',
    handle: async ({ id }) => {
      await shop.dataSource.manager.increment(Product, { id }, 'price', 1)
      return { body: await load(id) }
    },
  },
  {
    name: 'formats',
    handle: async ({ id, header }) => ({
      headers: { vary: 'Accept' },
      body: { accept: header('accept'), row: await load(id) },
    }),
    parts,
  },
  { name: 'formats-found', handle: answering({ headers: { vary: 'Accept-Language, Origin' } }) },
  { name: 'anything', handle: answering({ headers: { vary: '*' } }), parts },
  { name: 'compressed', handle: answering({ headers: { vary: 'Accept-Encoding, Origin' } }) },
  { name: 'reading-nothing', handle: () => Promise.resolve({ body: 'the same' }) },
]

describe.each(frameworks)('%s', (name, framework) => {
  /** Express makes a tag of each body. */
  const foreign: unknown = name.startsWith('Express') ? expect.not.stringMatching(OURS) : null

  let serving: Serving
  beforeAll(async () => {
    // Some print what a handler throws, others answer with it.
    jest.spyOn(console, 'error').mockImplementation(() => undefined)
    serving = await framework(shop.alkey, routes)
  })
  afterAll(() => serving.close())

  const get = (path: string, headers: Record<string, string> = {}, etag?: string | null) =>
    ask(serving.url + path, etag, { headers })

  test('only GET and HEAD are served, and HEAD has the headers of GET', async () => {
    const { status, etag, cacheControl, vary } = await get('/plain/1')
    expect(await ask(`${serving.url}/plain/1`, null, { method: 'HEAD' })).toEqual({
      status,
      etag,
      cacheControl,
      vary,
      body: '',
    })
    const posted = await ask(`${serving.url}/plain/1`, etag, { method: 'POST' })
    expect(posted).toMatchObject({ status: 200, cacheControl: null, vary: null })
    expect(posted.etag).not.toBe(etag)
  })

  test('what is no success has neither an ETag nor a Cache-Control', async () => {
    for (const path of ['/missing/1', '/missing-found/1'])
      expect(await get(path)).toMatchObject({ status: 404, etag: foreign, cacheControl: null })
    expect(await get('/failing/1')).toMatchObject({ status: 500, etag: foreign, cacheControl: null })
  })

  test('what the handler has set stays', async () => {
    expect(await get('/own/1')).toMatchObject({
      etag: '"own"',
      cacheControl: 'public, max-age=5',
      vary: 'Accept, accept-language',
    })
    const { etag, cacheControl } = await get('/own-control/1')
    expect(cacheControl).toBe('public, max-age=5')
    // A 304 repeats it, though the handler does not run.
    expect(await get('/own-control/1', {}, etag)).toMatchObject({ status: 304, cacheControl })
    const expiring = await get('/own-expiry/1')
    expect(expiring.cacheControl).toBeNull()
    const again = await fetch(`${serving.url}/own-expiry/1`, { headers: { 'if-none-match': String(expiring.etag) } })
    expect([again.status, again.headers.get('expires')]).toEqual([304, 'Wed, 01 Jan 2031 00:00:00 GMT'])
    expect(again.headers.get('cache-control')).toBeNull()
  })

  test('options say how long a response is fresh, and which headers it depends on', async () => {
    const one = await get('/aged/1', { 'x-tenant': 'one' })
    expect(one).toMatchObject({ cacheControl: 'private, max-age=90', vary: 'x-tenant' })
    expect((await get('/aged/1', { 'x-tenant': 'two' }, one.etag)).status).toBe(200)
    const again = await get('/aged/1', { 'x-tenant': 'one' }, one.etag)
    expect(again).toMatchObject({ status: 304, cacheControl: 'private, max-age=90', vary: 'x-tenant' })
    expect(await get('/told/1')).toMatchObject({ cacheControl: 'public, max-age=1', vary: null })
  })

  test('who has another of several forms of a response is not told that it is current', async () => {
    for (const path of ['/formats/1', '/formats-found/1', '/anything/1']) {
      const { etag } = await get(path, { accept: 'application/json', 'accept-language': 'en' })
      expect(etag ?? '').not.toMatch(OURS)
      expect((await get(path, { accept: 'text/html', 'accept-language': 'de' }, etag)).status).toBe(200)
    }
    const { etag } = await get('/compressed/1')
    expect((await get('/compressed/1', {}, etag)).status).toBe(304)
  })

  test.each(['plain', 'of-parts'])('users of one browser have responses of their own (%s)', async (name) => {
    const [one, two] = [`/${name}/1`, `/${name}/2`]
    const ann = await get(one, { cookie: 'session=ann' })
    expect((await get(one, { cookie: 'session=ann' }, ann.etag)).status).toBe(304)
    expect((await get(one, { cookie: 'session=bob' }, ann.etag)).status).toBe(200)
    expect((await get(one, { authorization: 'Bearer bob' }, ann.etag)).status).toBe(200)
    expect((await get(two, { cookie: 'session=ann' }, ann.etag)).status).toBe(200)
  })

  test('a handler that writes, or reads nothing, has no ETag of ours', async () => {
    expect((await get('/writing/1')).etag).toEqual(foreign)
    const { etag } = await get('/reading-nothing/1')
    expect((await get('/reading-nothing/1', {}, etag)).status).toBe(200)
  })

  test('parts that can not be used are an error of the application', async () => {
    for (const path of ['/wrong-parts/1', '/unknown/1']) expect((await get(path)).status).toBe(500)
  })

  test('an id that no row can have is left to the handler', async () => {
    expect(await get('/wrong-id/1')).toMatchObject({ status: 200, etag: foreign, cacheControl: 'private, no-cache' })
  })

  test('hostile headers cost nothing, and `*` is answered only where there is a response', async () => {
    await get('/plain/1')
    expect((await get('/plain/1', {}, '*')).status).toBe(304)
    expect((await get('/missing/1', {}, '*')).status).toBe(404)
    for (const tag of ['"', 'W/', ',,,', `"${'x'.repeat(8_000)}"`, '"a", '.repeat(1_500)])
      expect((await get('/plain/1', {}, tag)).status).toBe(200)
    expect((await get('/plain/1?a=%E0%A4%A&b=%00&%20=1')).status).toBe(200)
  })
})
