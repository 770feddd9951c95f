import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  type NestInterceptor,
  Optional,
  UseInterceptors,
} from '@nestjs/common'
import { type Observable, of } from 'rxjs'
import type { Alkey } from '../alkey'
import { type Exchange, HttpCache, type HttpCacheOptions } from '../http'
import { resolveHttpCache } from '../http/cache-options'
import { keptKeys } from '../http/kept-keys'
import type { PartsFunction } from '../http/parts-function'
import { handled, isStream } from './handled'
import { type HttpResponse, sendNoBody, setOwnHeaders, withoutOtherTag } from './http-response'
import { missingAlkeyWarning } from './missing-alkey'
import { type HttpRequest, isAnsweredByNest, routeName, urlOf } from './route'
import { getAlkeyToken } from './tokens'

/** Options of `@HttpCache`: those of `httpCache`, and the name of the `Alkey`. */
export interface HttpCacheDecoratorOptions extends HttpCacheOptions {
  /** The name of the `Alkey`, as in `AlkeyModule.forRoot({ name })`. Default: the one without a name. */
  readonly alkey?: string | undefined
}

/**
 * Gives responses of a handler, or of all of a controller, an `ETag` that changes when the data change, and answers `304`
 * without the handler where the client has the current one. Guards run before. Not for handlers that answer by `@Res()`
 * themselves, nor for `@Sse()` and `@Redirect()`: they are left as they are.
 *
 * @param parts what a response depends on, as for `keyGenerator`. Default: what the handler reads through TypeORM
 * @example
 * @Get(':id')
 * @HttpCache((request: Request) => [ref(Post, Number(request.params.id))])
 * @throws InvalidOptionError
 */
export function httpCacheDecorator(options?: HttpCacheDecoratorOptions): ClassDecorator & MethodDecorator
export function httpCacheDecorator<Request = HttpRequest>(
  parts: PartsFunction<Request>,
  options?: HttpCacheDecoratorOptions,
): ClassDecorator & MethodDecorator
export function httpCacheDecorator(
  ...args: [HttpCacheDecoratorOptions?] | [PartsFunction<never>, HttpCacheDecoratorOptions?]
): ClassDecorator & MethodDecorator {
  const [parts, given = {}] = typeof args[0] === 'function' ? [args[0], args[1]] : [undefined, args[0]]
  const { alkey: name, ...options } = given
  resolveHttpCache(options)
  return UseInterceptors(interceptorOf(parts as PartsFunction<HttpRequest> | undefined, getAlkeyToken(name), options))
}

/** A class for each decorator, since Nest makes the objects of a class, and gives each the same. */
function interceptorOf(
  parts: PartsFunction<HttpRequest> | undefined,
  token: string,
  options: HttpCacheOptions,
): new (alkey: Alkey | undefined) => NestInterceptor {
  class HttpCacheInterceptor implements NestInterceptor {
    readonly #alkey: Alkey | undefined
    readonly #cache: HttpCache | undefined
    readonly #warn = missingAlkeyWarning('A handler with @HttpCache', token)

    constructor(@Optional() @Inject(token) alkey: Alkey | undefined) {
      this.#alkey = alkey
      this.#cache = alkey && new HttpCache(alkey, options)
    }

    async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      if (!isAnsweredByNest(context)) return next.handle()
      const http = context.switchToHttp()
      const [request, response] = [http.getRequest<HttpRequest>(), http.getResponse<HttpResponse>()]
      if (!this.#cache) this.#warn()
      if (!this.#cache || !HttpCache.serves(request.method)) return next.handle()
      const { method, headers } = request
      const exchange = await this.#cache.begin(
        { method, url: urlOf(request), headers, route: routeName(context) },
        { parts: await parts?.(request), keys: this.#alkey && keptKeys(request, this.#alkey) },
      )
      if (!exchange.isNotModified) {
        withoutOtherTag(response)
        return of(await answered(exchange, response, next, parts !== undefined))
      }
      response.status(304)
      setOwnHeaders(response, exchange)
      sendNoBody(response)
      return of(undefined)
    }
  }
  return HttpCacheInterceptor
}

async function answered(
  exchange: Exchange,
  response: HttpResponse,
  next: CallHandler,
  isDeclared: boolean,
): Promise<unknown> {
  // Until the headers are set, a request that fails has none.
  let isComplete = false
  try {
    const result = await exchange.run(() => handled(next))
    // What a stream will have read when it is sent, nobody knows yet.
    isComplete = isDeclared || !isStream(result)
    if (isComplete) setOwnHeaders(response, exchange)
    return result
  } finally {
    void exchange.end(isComplete)
  }
}
