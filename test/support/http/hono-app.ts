import type { Server } from 'node:http'
import { finished } from 'node:stream'
import { type HttpBindings, serve } from '@hono/node-server'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import type { Alkey } from '../../../src'
import { HttpCache, type HttpCacheOptions, requestKeys } from '../../../src/http'
import type { KeyPart } from '../../../src/keys/key-part'
import { listening } from './listening'
import type { Framework } from './route'

/** The middleware that docs/express.md shows. */
function httpCache(
  alkey: Alkey,
  parts?: (c: Context) => readonly KeyPart[],
  options?: HttpCacheOptions,
): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const cache = new HttpCache(alkey, options)
  return async (c, next) => {
    const exchange = await cache.begin(c.req.raw, parts && { parts: parts(c) })
    finished(c.env.outgoing, (error) => void exchange.end(!error))
    if (exchange.isNotModified) c.res = new Response(null, { status: 304 })
    else await exchange.run(next)
    const added = exchange.headersFor({ status: c.res.status, header: (name) => c.res.headers.get(name) })
    for (const [name, value] of Object.entries(added)) c.header(name, value)
  }
}

export const honoApp: Framework = (alkey, routes) => {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.onError((_, c) => c.text('failed', 500))
  for (const { name, parts, options, handle } of routes) {
    const idOf = (c: Context): number => Number(c.req.param('id'))
    const cache = httpCache(alkey, parts && ((c) => parts(idOf(c))), options)
    app.on(['GET', 'POST'], `/${name}/:id`, cache, async (c) => {
      const keys = await requestKeys(alkey)
      const answer = await handle({ id: idOf(c), header: (header) => c.req.header(header), ...keys })
      return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200, headers: { ...answer.headers } })
    })
  }
  return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server)
}
