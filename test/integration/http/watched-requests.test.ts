import express, { type Request, type Response } from 'express'
import fastify from 'fastify'
import { ref } from '../../../src'
import { alkeyMiddleware, httpCache } from '../../../src/express'
import { alkeyPlugin, httpCache as fastifyCache } from '../../../src/fastify'
import { requestKeys } from '../../../src/http'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Customer, Product } from '../../support/entities/shop'
import { ask } from '../../support/http/client'
import { listening } from '../../support/http/listening'
import type { Serving } from '../../support/http/route'

// What a request does before its handler, or before it makes a key.

let shop: Attached
useAttachedShop((attached) => (shop = attached))

const product = (): Promise<Product> => shop.dataSource.manager.findOneByOrFail(Product, { id: 1 })
const customer = (): Promise<Customer> => shop.dataSource.manager.findOneByOrFail(Customer, { id: 1 })

/** Runs `work` with the name that a transaction gives the product, before that is rolled back. */
async function whileUncommitted<Result>(work: (name: string) => Promise<Result>): Promise<Result> {
  const results: Result[] = []
  const transaction = shop.dataSource.transaction(async (own) => {
    await own.update(Product, 1, { name: 'uncommitted' })
    const { name } = await own.findOneByOrFail(Product, { id: 1 })
    results.push(await work(name))
    throw new Error('rolled back')
  })
  await expect(transaction).rejects.toThrow('rolled back')
  return results[0] as Result
}

const kept = new Map<string, string>()

/** A cache of the application. */
async function byHand(key: string): Promise<string> {
  const name = kept.get(key) ?? (await product()).name
  if (shop.alkey.isCacheable(key)) kept.set(key, name)
  return name
}

/** A request: what it loads first, and what it answers. */
interface Served {
  readonly cacheKey: Request['cacheKey']
  readonly cachedFragment: Awaited<ReturnType<typeof requestKeys>>['cachedFragment']
}

const fragmentOf = ({ cachedFragment }: Served, name: string): Promise<string> =>
  cachedFragment([ref(Product, 1), 'card'], () => name)

type Handle = (served: Served, first: string) => Promise<unknown>
const handles: Readonly<Record<string, Handle>> = {
  uncommitted: (served) => whileUncommitted((name) => fragmentOf(served, name)),
  key: async ({ cacheKey }) => {
    const before = await cacheKey(ref(Product, 1))
    const key = await whileUncommitted(() => cacheKey(ref(Product, 1)))
    return [before, key, await cacheKey('later')].map(shop.alkey.isCacheable)
  },
  committed: async (served) => fragmentOf(served, (await product()).name),
  byKey: async ({ cacheKey }) => {
    const { name } = await customer()
    return `${name}: ${await byHand(await cacheKey(ref(Product, 1)))}, ${await byHand(await shop.alkey.keyGenerator(ref(Product, 1)))}`
  },
  user: async (_, first) => `${first} ordered ${(await product()).name}`,
}

async function expressApp(): Promise<Serving> {
  const app = express()
  app.use(alkeyMiddleware(shop.alkey))
  app.use(async (_, res, next) => {
    res.locals['first'] = (await customer()).name
    next()
  })
  for (const [name, handle] of Object.entries(handles)) {
    const answer = async (req: Request, res: Response): Promise<void> => {
      const { cachedFragment } = res.locals
      res.json(await handle({ cacheKey: req.cacheKey, cachedFragment }, res.locals['first'] as string))
    }
    app.get(`/${name}`, answer)
    app.get(`/cached/${name}`, httpCache(shop.alkey), answer)
  }
  return listening(app.listen(0, '127.0.0.1'))
}

async function fastifyApp(): Promise<Serving> {
  const app = fastify()
  const first = new WeakMap<object, string>()
  await app.register(alkeyPlugin, { alkey: shop.alkey })
  app.addHook('onRequest', async (request) => {
    first.set(request, (await customer()).name)
  })
  for (const [name, handle] of Object.entries(handles)) {
    app.route({
      method: ['GET', 'POST'],
      url: `/${name}`,
      handler: async (request) => JSON.stringify(await handle(request, '')),
    })
    app.get(`/cached/${name}`, { preHandler: fastifyCache() }, async (request) =>
      handle(request, first.get(request) as string),
    )
  }
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, close: () => app.close() }
}

describe.each([
  ['Express', expressApp],
  ['Fastify', fastifyApp],
])('%s', (framework, start) => {
  let serving: Serving
  beforeAll(async () => (serving = await start()))
  afterAll(() => serving.close())

  const get = (path: string, etag?: string | null) => ask(`${serving.url}/${path}`, etag)

  test('what was rolled back is stored for nobody', async () => {
    expect((await get('uncommitted')).body).toContain('uncommitted')
    expect((await get('committed')).body).toBe('"tea"')
    expect((await get('committed')).body).toBe('"tea"')
    expect((await get('key')).body).toBe('[true,false,false]')
  })

  test('what was loaded before the handler counts as read by it', async () => {
    const { etag, body } = await get('cached/user')
    expect(etag).not.toBeNull()
    expect((await get('cached/user', etag)).status).toBe(304)
    await shop.dataSource.manager.update(Customer, 2, { name: 'no matter' })
    expect((await get('cached/user', etag)).status).toBe(304)
    await shop.dataSource.manager.update(Customer, 1, { name: 'Bea' })
    const changed = await get('cached/user', etag)
    expect(changed).toMatchObject({ status: 200, body: expect.stringContaining('Bea') as string })
    expect(changed.body).not.toBe(body)
  })

  test('what depends on more than the database is bounded by an hour', async () => {
    const { etag } = await get('cached/user')
    const now = Date.now()
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 3_600_000)
    expect((await get('cached/user', etag)).status).toBe(200)
    clock.mockRestore()
  })

  test('what is found under a key counts as read', async () => {
    await get('cached/byKey')
    const { etag } = await get('cached/byKey?twice')
    expect((await get('cached/byKey?twice', etag)).status).toBe(304)
    await shop.dataSource.manager.update(Product, 1, { name: 'green tea' })
    const changed = await get('cached/byKey?twice', etag)
    expect(changed).toMatchObject({ status: 200, body: expect.stringContaining(': green tea, green tea') as string })
  })

  if (framework === 'Fastify')
    test('a request with a body is watched, too', async () => {
      const posted = { method: 'POST', body: '{"a":"body"}', headers: { 'content-type': 'application/json' } }
      expect((await ask(`${serving.url}/uncommitted`, null, posted)).body).toContain('uncommitted')
      expect((await get('committed')).body).toBe('"tea"')
    })
})

test('a tag that is read after something was loaded makes no key: it may have changed since', async () => {
  const [early, late] = [shop.alkey.tag('early'), shop.alkey.tag('late')]
  const { run, cacheKey } = await requestKeys(shop.alkey)
  const keys = await run(async () => [
    await cacheKey(early),
    (await product()).name,
    await cacheKey(early, 'again'),
    await cacheKey(late),
  ])
  expect(keys.map(shop.alkey.isCacheable)).toEqual([true, true, true, false])
})

test('without a framework, what `run` runs is watched', async () => {
  const keys = await requestKeys(shop.alkey)
  const text = await keys.run(() => whileUncommitted((name) => fragmentOf(keys, name)))
  expect(text).toBe('uncommitted')
  const others = await requestKeys(shop.alkey)
  expect(await others.run(() => fragmentOf(others, 'tea'))).toBe('tea')
})
