import type {
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteGenericInterface,
  preHandlerHookHandler,
} from 'fastify'
import type { Alkey } from '../alkey'
import { InvalidOptionError } from '../errors'
import { type HttpCacheOptions, resolveHttpCache } from '../http/cache-options'
import type { Exchange } from '../http/exchange'
import { HttpCache } from '../http/http-cache'
import { keptKeys } from '../http/kept-keys'
import { endWith } from '../http/node-response'
import { type PartsFunction, checkPartsFunction } from '../http/parts-function'
import { alkeyOf } from './alkey-plugin'
import { keepExchange } from './exchanges'

/**
 * Answers conditional requests: the response has an `ETag`, and who has that response already gets `304` without the handler.
 * A `preHandler` for routes that `alkeyPlugin` covers.
 *
 * @param parts what the response depends on; without it, that is found by the queries of the handler
 * @example
 * fastify.get('/posts/:id', { preHandler: httpCache((request) => [ref(Post, request.params.id)]) }, async (request) => { … })
 * @throws InvalidOptionError
 */
export function httpCache<Route extends RouteGenericInterface = RouteGenericInterface>(
  parts?: PartsFunction<FastifyRequest<Route>>,
  options: HttpCacheOptions = {},
): preHandlerHookHandler<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, Route> {
  resolveHttpCache(options)
  checkPartsFunction(parts)
  const caches = new WeakMap<Alkey, HttpCache>()
  const begin = async (request: FastifyRequest<Route>): Promise<Exchange> => {
    const { alkey, keys } = pluginOf(request)
    const cache = caches.get(alkey) ?? new HttpCache(alkey, options)
    caches.set(alkey, cache)
    const { method, originalUrl: url, headers, routeOptions } = request
    const given = parts && { parts: await parts(request), keys }
    return cache.begin({ method, url, headers, route: routeOptions.url }, given)
  }
  // With a callback, not a promise, so that the handler runs where its queries are watched.
  return (request, reply, done) => {
    if (!HttpCache.serves(request.method)) {
      done()
      return
    }
    begin(request)
      .then((exchange) => {
        serveByFastify(exchange, request, reply, done)
      })
      .catch(done)
  }
}

function serveByFastify(
  exchange: Exchange,
  request: Pick<FastifyRequest, 'raw'>,
  reply: Pick<FastifyReply, 'raw' | 'code' | 'sent'>,
  done: () => void,
): void {
  // Another hook may have lost patience.
  if (reply.sent) {
    done()
    return
  }
  // The handler would not be told that its client has gone.
  if (reply.raw.destroyed) {
    void exchange.end(false)
    return
  }
  keepExchange(request, exchange)
  if (exchange.isNotModified) {
    void reply.code(304).send()
    return
  }
  endWith(exchange, reply.raw)
  exchange.run(done)
}

/** @throws InvalidOptionError where the plugin does not cover the route */
function pluginOf<Route extends RouteGenericInterface>(
  request: FastifyRequest<Route>,
): {
  alkey: Alkey
  keys: ReturnType<typeof keptKeys>
} {
  const alkey = alkeyOf(request.server)
  if (!alkey)
    throw new InvalidOptionError(
      'httpCache() found no Alkey: await fastify.register(alkeyPlugin, { alkey }) on this instance or one around it.',
    )
  return { alkey, keys: keptKeys(request, alkey) }
}
