import { Readable } from 'node:stream'
import express from 'express'
import Koa from 'koa'
import { ref } from '../../../src'
import { httpCache } from '../../../src/express'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Order, Product } from '../../support/entities/shop'
import { ask } from '../../support/http/client'
import { koaCache } from '../../support/http/koa-app'
import { listening } from '../../support/http/listening'

let shop: Attached
useAttachedShop((attached) => (shop = attached))

test.each(['found', 'named'])(
  'in Koa, a stream that is read after the middleware has no ETag of ours (%s)',
  async (name) => {
    const { manager } = shop.dataSource
    async function* rows(): AsyncGenerator<string> {
      yield JSON.stringify(await manager.findOneBy(Order, { id: 1 }))
    }
    const app = new Koa()
    app.use(koaCache(shop.alkey, name === 'named' ? () => [ref(Product, 1), Order] : undefined))
    app.use(async (ctx) => {
      await manager.findOneBy(Product, { id: 1 })
      ctx.body = ctx.path === '/web' ? Readable.toWeb(Readable.from(rows())) : Readable.from(rows())
    })
    const { url, close } = await listening(app.listen(0, '127.0.0.1'))
    try {
      for (const path of ['/', '/web']) {
        const { etag, body } = await ask(url + path)
        expect(body).toContain('"id":1')
        expect(etag).toBeNull()
      }
    } finally {
      await close()
    }
  },
)

test('HEAD, and a 304 of the handler, say nothing of what GET reads', async () => {
  const { manager } = shop.dataSource
  const app = express()
  app.disable('etag')
  const cache = httpCache(shop.alkey)
  app.head('/', cache, async (_, res) => {
    await manager.findOneBy(Product, { id: 1 })
    res.end()
  })
  app.get('/', cache, async (req, res) => {
    const product = await manager.findOneBy(Product, { id: 1 })
    if (req.get('x-known')) res.status(304).end()
    else res.send([product, await manager.findOneBy(Order, { id: 1 })])
  })
  const { url, close } = await listening(app.listen(0, '127.0.0.1'))
  try {
    const whole = await ask(url)
    const head = await ask(url, null, { method: 'HEAD' })
    const known = await ask(url, null, { headers: { 'x-known': 'yes' } })
    expect(known).toMatchObject({ status: 304, etag: null })
    // What GET has read is still known.
    expect((await ask(url, whole.etag)).status).toBe(304)
    await shop.dataSource.manager.update(Order, 1, { note: 'other' })
    await ask(url, null, { method: 'HEAD' })
    await ask(url, null, { headers: { 'x-known': 'yes' } })
    for (const { etag } of [whole, head]) expect((await ask(url, etag)).status).toBe(200)
  } finally {
    await close()
  }
})
