import type { Request, RequestHandler, Response } from 'express'
import type { Alkey } from '../alkey'
import type { HttpCacheOptions } from '../http/cache-options'
import type { Exchange } from '../http/exchange'
import { HttpCache } from '../http/http-cache'
import { keptKeys } from '../http/kept-keys'
import { endWith, sendNotModified, setHeaders } from '../http/node-response'
import { type PartsFunction, checkPartsFunction } from '../http/parts-function'
import { beforeHeaders } from './before-headers'

/**
 * Answers conditional requests: the response has an `ETag`, and who has that response already gets `304` without the handler.
 *
 * @param parts what the response depends on; without it, that is found by the queries of the handler
 * @example
 * app.get('/posts/:id', httpCache(alkey, (req) => [ref(Post, Number(req.params.id))]), async (req, res) => { … })
 * @throws InvalidOptionError
 */
export function httpCache<Params = Request['params']>(
  alkey: Alkey,
  parts?: PartsFunction<Request<Params>>,
  options: HttpCacheOptions = {},
): RequestHandler<Params> {
  const cache = new HttpCache(alkey, options)
  checkPartsFunction(parts)
  const begin = async (req: Request<Params>): Promise<Exchange> => {
    const { method, originalUrl: url, headers } = req
    const given = parts && { parts: await parts(req), keys: keptKeys(req, alkey) }
    return cache.begin({ method, url, headers, route: routeOf(req) }, given)
  }
  return (req, res, next) => {
    if (!HttpCache.serves(req.method)) {
      next()
      return
    }
    begin(req)
      .then((exchange) => {
        serveByExpress(exchange, res, next)
      })
      .catch(next)
  }
}

function serveByExpress(exchange: Exchange, res: Response, next: () => void): void {
  // Another middleware may have lost patience.
  if (res.headersSent) {
    next()
    return
  }
  // The handler would not be told that its client has gone.
  if (res.destroyed) {
    void exchange.end(false)
    return
  }
  if (exchange.isNotModified) {
    sendNotModified(exchange, res)
    return
  }
  const tag = tagOfExpress(res)
  beforeHeaders(res, () => {
    setHeaders(exchange, res, tag())
  })
  endWith(exchange, res)
  exchange.run(next)
}

/** The `ETag` that Express makes of a whole body where the handler sets none: ours takes its place, if there is one. */
function tagOfExpress(res: Response): () => string | undefined {
  const { send } = res
  let isSent = false
  res.send = function (...body) {
    isSent ||= !res.hasHeader('etag')
    return send.apply(this, body)
  }
  return () => (isSent ? res.get('etag') : undefined)
}

/** The pattern of the route; `undefined` in front of all routes. */
function routeOf({ route, baseUrl }: { readonly route?: unknown; readonly baseUrl: string }): string | undefined {
  const path = (route as { readonly path?: unknown } | undefined)?.path
  return typeof path === 'string' ? baseUrl + path : undefined
}
