import { Stream, finished } from 'node:stream'
import Koa from 'koa'
import type { Alkey } from '../../../src'
import { HttpCache, type HttpCacheOptions, requestKeys } from '../../../src/http'
import type { KeyPart } from '../../../src/keys/key-part'
import { listening } from './listening'
import type { Framework } from './route'

/** The middleware that docs/express.md shows. */
export function koaCache(
  alkey: Alkey,
  parts?: (ctx: Koa.Context) => readonly KeyPart[],
  options?: HttpCacheOptions,
): Koa.Middleware {
  const cache = new HttpCache(alkey, options)
  return async (ctx, next) => {
    const exchange = await cache.begin(ctx, parts && { parts: parts(ctx) })
    finished(ctx.res, (error) => void exchange.end(!error))
    if (exchange.isNotModified) ctx.status = 304
    else await exchange.run(next)
    // Koa reads streams when all middleware has ended, so nobody sees their queries.
    const isReadLater = [Stream, ReadableStream, Response].some((kind) => ctx.body instanceof kind)
    ctx.set(exchange.headersFor({ status: ctx.status, header: (name) => ctx.response.get(name), isReadLater }))
  }
}

export const koaApp: Framework = (alkey, routes) => {
  const app = new Koa()
  app.silent = true
  for (const { name, parts, options, handle } of routes) {
    const idOf = ({ path }: Koa.Context): number => Number(path.split('/')[2])
    const cache = koaCache(alkey, parts && ((ctx) => parts(idOf(ctx))), options)
    app.use(async (ctx, next) => {
      if (ctx.path.split('/')[1] !== name) {
        await next()
        return
      }
      const keys = await requestKeys(alkey)
      await cache(ctx, async () => {
        const answer = await handle({ id: idOf(ctx), header: (header) => ctx.get(header) || undefined, ...keys })
        ctx.status = answer.status ?? 200
        ctx.set({ ...answer.headers })
        ctx.body = JSON.stringify(answer.body)
      })
    })
  }
  return listening(app.listen(0, '127.0.0.1'))
}
