import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, get } from 'node:http'
import express, { type Express } from 'express'
import { ref } from '../../../src'
import { httpCache } from '../../../src/express'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'
import { ask } from '../../support/http/client'
import { listening } from '../../support/http/listening'
import { eventually } from '../../support/waiting/eventually'

let shop: Attached
useAttachedShop((attached) => (shop = attached))

const product = () => shop.dataSource.manager.findOneBy(Product, { id: 1 })
const parts = () => [ref(Product, 1)]

async function serving<Result>(app: Express, use: (url: string) => Promise<Result>): Promise<Result> {
  const { url, close } = await listening(app.listen(0, '127.0.0.1'))
  try {
    return await use(url)
  } finally {
    await close()
  }
}

/** The headers as Node.js has them: each cookie by itself. */
async function headersOf(url: string): Promise<IncomingHttpHeaders> {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage]
  response.resume()
  return response.headers
}

test('a request that is answered already keeps its answer', async () => {
  const app = express()
  app.use((_, res, next) => {
    res.end('answered')
    next()
  })
  const reached = jest.fn()
  app.get('/found', httpCache(shop.alkey), reached)
  app.get('/named', httpCache(shop.alkey, parts), reached)
  await serving(app, async (url) => {
    for (const path of ['/found', '/named'])
      expect(await ask(url + path)).toMatchObject({ status: 200, body: 'answered', etag: null })
    await eventually(() => reached.mock.calls.length === 2)
  })
})

const cookies = ['a=1', 'b=2']

test.each<[string, unknown[]]>([
  ['an object', [{ 'Set-Cookie': cookies, 'X-Own': 'yes' }]],
  ['an object after undefined', [undefined, { 'Set-Cookie': cookies, 'X-Own': 'yes' }]],
  ['an object after null', [null, { 'Set-Cookie': cookies, 'X-Own': 'yes' }]],
  ['an object after a message', ['Fine', { 'Set-Cookie': cookies, 'X-Own': 'yes' }]],
  ['a list', [['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Own', 'yes']]],
  [
    'a list of pairs',
    [
      [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['X-Own', 'yes'],
      ],
    ],
  ],
])('headers that are given to writeHead are sent (%s)', async (_, given) => {
  const app = express()
  app.disable('x-powered-by')
  app.get('/', httpCache(shop.alkey), async (_, res) => {
    const body = JSON.stringify(await product())
    ;(res.writeHead as (...args: unknown[]) => unknown)(200, ...given)
    res.end(body)
  })
  await serving(app, async (url) => {
    const headers = await headersOf(url)
    expect(headers).toMatchObject({ 'set-cookie': cookies, 'x-own': 'yes', 'cache-control': 'private, no-cache' })
    expect((await ask(url, headers.etag)).status).toBe(304)
  })
})
