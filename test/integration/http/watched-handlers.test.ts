import express from 'express'
import fastify from 'fastify'
import { ref } from '../../../src'
import { httpCache } from '../../../src/express'
import { alkeyPlugin, httpCache as fastifyCache } from '../../../src/fastify'
import { type ProxiedShop, useProxiedShop } from '../../support/attached/proxied-shop'
import { Order, Product } from '../../support/entities/shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages } from '../../support/harness/warnings/expected'
import { ask } from '../../support/http/client'
import { listening } from '../../support/http/listening'
import type { Serving } from '../../support/http/route'
import { DEADLINE_MS, bounded } from '../../support/waiting/bounded'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(
  outages,
  /^typeorm-alkey: The value 'response of GET \/(within\/)?uncommitted' is not cached: [^]* sent a statement that writes/,
)

let shop: ProxiedShop
useProxiedShop((opened) => (shop = opened), { alkey: { deadlineMs: DEADLINE_MS } })

let serving: Serving
let runs = 0

beforeEach(async () => {
  runs = 0
  const { alkey, dataSource } = shop
  const { manager } = dataSource
  const app = express()
  app.disable('etag')
  app.get('/found/:id', httpCache(alkey), async (req, res) => {
    runs++
    res.json(await manager.findOneBy(Product, { id: Number(req.params['id']) }))
  })
  const named = httpCache<{ id: string }>(alkey, ({ params: { id } }) => [ref(Product, Number(id))])
  app.get('/named/:id', named, async (req, res) => {
    runs++
    res.json(await manager.findOneBy(Product, { id: Number(req.params['id']) }))
  })
  // The headers are sent before the second query, which is as good as a part of the response.
  app.get('/streamed', httpCache(alkey), async (_, res) => {
    runs++
    res.write(JSON.stringify(await manager.findOneBy(Product, { id: 1 })))
    res.end(JSON.stringify(await manager.findOneBy(Order, { id: 1 })))
  })
  app.get(
    '/uncommitted',
    httpCache(alkey, () => [Product]),
    async (_, res) => {
      const work = dataSource.transaction(async (own) => {
        await own.update(Product, 1, { name: 'uncommitted' })
        res.write(JSON.stringify(await own.findOneBy(Product, { id: 1 })))
        throw new Error('rolled back')
      })
      await work.catch(() => res.end())
    },
  )
  app.get(
    '/within/uncommitted',
    httpCache(alkey, () => [Product]),
    httpCache(alkey),
    async (_, res) => {
      const names: string[] = []
      const work = dataSource.transaction(async (own) => {
        await own.update(Product, 1, { name: 'uncommitted' })
        names.push((await own.findOneByOrFail(Product, { id: 1 })).name)
        throw new Error('rolled back')
      })
      await work.catch(() => res.json(names))
    },
  )
  serving = await listening(app.listen(0, '127.0.0.1'))
})

afterEach(() => serving.close())

const get = (path: string, etag?: string | null) => ask(serving.url + path, etag)

test('what is read after the headers were sent counts, too', async () => {
  const { etag } = await get('/streamed')
  await shop.dataSource.manager.update(Order, 1, { note: 'other' })
  expect(await get('/streamed', etag)).toMatchObject({ status: 200, body: expect.stringContaining('other') as string })
  expect(runs).toBe(2)
})

test('a route of its own within one that is served all the same tells what it reads', async () => {
  expect(await get('/within/uncommitted')).toMatchObject({
    etag: null,
    body: expect.stringContaining('uncommitted') as string,
  })
})

test('a response made of what is not committed has no ETag', async () => {
  expect(await get('/uncommitted')).toMatchObject({
    etag: null,
    body: expect.stringContaining('uncommitted') as string,
  })
})

test.each(['found', 'named'])('without Redis there is no ETag, and nobody waits for it (%s)', async (name) => {
  const { etag } = await get(`/${name}/1`)
  await shop.proxy.cut()
  expect(await bounded(() => get(`/${name}/1`, etag))).toMatchObject({ status: 200, etag: null })
  const later = performance.now()
  for (let i = 0; i < 5; i++) expect((await get(`/${name}/1`, etag)).status).toBe(200)
  expect(performance.now() - later).toBeLessThan(DEADLINE_MS)
  await shop.proxy.restore()
  await eventually(async () => {
    const again = await get(`/${name}/1`)
    expect((await get(`/${name}/1`, again.etag)).status).toBe(304)
  })
})

test('concurrent requests have the ETag of what each has read', async () => {
  const seen = await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      if (i % 3 === 0) await shop.dataSource.manager.increment(Product, { id: 1 }, 'price', 1)
      return get('/found/1')
    }),
  )
  const last = await get('/found/1')
  // Who has the response of before the last change is not told that it is current.
  for (const { etag, body } of seen)
    expect((await get('/found/1', etag)).status).toBe(body === last.body && etag === last.etag ? 304 : 200)
})

test('after close() requests are answered', async () => {
  const { etag } = await get('/found/1')
  await shop.alkey.close()
  expect((await get('/found/2', etag)).status).toBe(200)
  expect((await get('/named/1', etag)).status).toBe(200)
})

test('in Fastify, mistakes are told by one sentence each', async () => {
  const { alkey } = shop
  const lost = fastify()
  lost.get('/', { preHandler: fastifyCache() }, () => 'unreached')
  const { status, body } = await ask(await lost.listen({ port: 0, host: '127.0.0.1' }))
  expect(status).toBe(500)
  expect(body).toContain('fastify.register(alkeyPlugin, { alkey })')
  await lost.close()
  const twice = fastify()
  await twice.register(alkeyPlugin, { alkey })
  await twice.register(alkeyPlugin, { alkey })
  await expect(twice.register(alkeyPlugin, { alkey: {} as never })).rejects.toThrow(
    'alkeyPlugin takes an Alkey, not {}.',
  )
  await twice.close()
})
