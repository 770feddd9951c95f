import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common'
import { type Observable, of } from 'rxjs'
import type { Alkey } from '../alkey'
import { literal } from '../identifiers/ref'
import type { KeyPart } from '../keys/key-part'
import { ifClosed } from './closed'
import { handled, isStream } from './handled'
import { metadataOf } from './metadata'
import { type HttpRequest, isAnsweredByNest, routeName, urlOf } from './route'
import { getAlkeyToken } from './tokens'

// What the decorators of `@nestjs/cache-manager` leave.
const CACHE_KEY = 'cache_module:cache_key'
const CACHE_TTL = 'cache_module:cache_ttl'

type Ttl = number | ((context: ExecutionContext) => number | Promise<number>)

/** Carries a result that can't be stored around the cache. */
class NotStorable extends Error {
  constructor(
    readonly result: unknown,
    readonly of: CallHandler,
  ) {
    super('A stream is not stored')
  }
}

/**
 * In place of `CacheInterceptor` of `@nestjs/cache-manager`: what a `GET` handler returns is stored, and reloaded when what
 * the handler has read through TypeORM changes. `@CacheTTL` (in ms) and `@CacheKey` keep their meaning.
 */
@Injectable()
export class AlkeyCacheInterceptor implements NestInterceptor {
  readonly #alkey: Alkey

  constructor(@Inject(getAlkeyToken()) alkey: Alkey) {
    this.#alkey = alkey
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const parts = isAnsweredByNest(context) ? this.trackBy(context) : undefined
    if (parts === undefined) return next.handle()
    const ttl = await ttlOf(context)
    const load = async (): Promise<unknown> => {
      const result = await handled(next)
      if (isStream(result)) throw new NotStorable(result, next)
      return result
    }
    const value = await this.#alkey
      .computed(parts, load, { name: routeName(context), ...(ttl !== undefined && { ttl: `${ttl}ms` }) })
      .catch(ifClosed(() => handled(next)))
      .catch((thrown: unknown) => {
        if (!(thrown instanceof NotStorable)) throw thrown
        // Others that have waited for the same load need a stream of their own.
        return thrown.of === next ? thrown.result : handled(next)
      })
    return of(value)
  }

  /**
   * What tells the values of a handler apart: its `@CacheKey`, else the URL. Override it where the answer depends on more, such
   * as the user. `undefined` answers without the cache.
   */
  protected trackBy(context: ExecutionContext): readonly KeyPart[] | undefined {
    const key = metadataOf(CACHE_KEY, context.getHandler()) as
      string | ((context: ExecutionContext) => string) | undefined
    if (key !== undefined) return [literal(typeof key === 'function' ? key(context) : key)]
    const request = context.switchToHttp().getRequest<HttpRequest>()
    return request.method === 'GET' ? [literal(urlOf(request))] : undefined
  }
}

/** In ms; 0 has no bound in cache-manager, and here that of the default. */
async function ttlOf(context: ExecutionContext): Promise<number | undefined> {
  const given = (metadataOf(CACHE_TTL, context.getHandler()) ?? metadataOf(CACHE_TTL, context.getClass())) as
    Ttl | undefined
  const ttl = typeof given === 'function' ? await given(context) : given
  return ttl === 0 ? undefined : ttl
}
