import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { type IncomingMessage, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { httpCache } from '../../../src/express'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'
import { ask } from '../../support/http/client'
import { listening } from '../../support/http/listening'
import type { Serving } from '../../support/http/route'

let shop: Attached
useAttachedShop((attached) => (shop = attached))

let serving: Serving
let seen: unknown

beforeEach(async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'alkey-')), 'page.txt')
  await writeFile(file, 'a file')
  const app = express()
  app.use(httpCache(shop.alkey))
  app.get('/file', (_, res) => {
    res.sendFile(file)
  })
  app.get('/fixed', (_, res) => {
    res.send('fixed')
  })
  app.get('/product', async (_, res) => {
    const product = await shop.dataSource.manager.findOneBy(Product, { id: 1 })
    seen = [res.get('etag'), res.hasHeader('etag')]
    res.json(product)
  })
  serving = await listening(app.listen(0, '127.0.0.1'))
})

afterEach(() => serving.close())

/** Not by `fetch`, which adds a `Cache-Control` to conditions, and then Express doesn't heed them. */
async function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
  const [response] = (await once(get(serving.url + path, { headers }), 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}

test.each(['/file', '/fixed'])('a response without one of ours has the ETag of Express (%s)', async (path) => {
  const { etag } = await ask(serving.url + path)
  expect(etag).toMatch(/^W\/"[^"]{1,40}"$/)
  expect(await statusOf(path, { 'if-none-match': String(etag) })).toBe(304)
  expect(await statusOf(path, { 'if-match': String(etag) })).toBe(200)
})

test('the handler sees no ETag that it has not set, and no client has one of two responses', async () => {
  const { etag } = await ask(`${serving.url}/product`)
  expect(seen).toEqual([undefined, false])
  expect(etag).toMatch(/^W\/"[\w-]{43}"$/)
  expect((await ask(`${serving.url}/product`, 'W/"pending"')).status).toBe(200)
  expect((await ask(`${serving.url}/product`, etag)).status).toBe(304)
})
