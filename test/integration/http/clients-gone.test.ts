import { once } from 'node:events'
import { type ServerResponse, get } from 'node:http'
import express from 'express'
import fastify from 'fastify'
import { ref } from '../../../src'
import { httpCache } from '../../../src/express'
import { alkeyPlugin, httpCache as fastifyCache } from '../../../src/fastify'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Product } from '../../support/entities/shop'
import { ask } from '../../support/http/client'
import { listening } from '../../support/http/listening'
import type { Serving } from '../../support/http/route'

let shop: Attached
useAttachedShop((attached) => (shop = attached))

let handled: string[] = []
let reached: (response: ServerResponse) => void = () => undefined
const parts = [ref(Product, 1)]

/** For the first request, comes when its client has gone. */
async function slowParts(url: string, response: ServerResponse): Promise<typeof parts> {
  if (url === '/gone') {
    const closed = once(response, 'close')
    reached(response)
    await closed
  }
  return parts
}

const servers: Readonly<Record<string, () => Promise<Serving>>> = {
  Express: () => {
    const app = express()
    app.get(
      '/*path',
      httpCache(shop.alkey, (req) => slowParts(req.url, req.res as ServerResponse)),
      (req, res) => {
        handled.push(req.url)
        res.end()
      },
    )
    return listening(app.listen(0, '127.0.0.1'))
  },
  Fastify: async () => {
    const app = fastify()
    const responses = new WeakMap<object, ServerResponse>()
    app.addHook('onRequest', async ({ raw }, reply) => Promise.resolve(void responses.set(raw, reply.raw)))
    await app.register(alkeyPlugin, { alkey: shop.alkey })
    const cache = fastifyCache(({ url, raw }) => slowParts(url, responses.get(raw) as ServerResponse))
    app.get('/*', { preHandler: cache }, ({ url }) => {
      handled.push(url)
      return ''
    })
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() }
  },
}

test.each(Object.entries(servers))('in %s, the handler does not run for a client that has gone', async (_, serve) => {
  handled = []
  const { url, close } = await serve()
  const response = new Promise<ServerResponse>((resolve) => (reached = resolve))
  const client = get(`${url}/gone`)
  const failed = once(client, 'error')
  await response
  client.destroy()
  await failed.catch(() => undefined)
  for (const path of ['/one', '/two']) expect((await ask(url + path)).status).toBe(200)
  expect(handled).toEqual(['/one', '/two'])
  await close()
})
