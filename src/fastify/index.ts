import type { RequestKeys } from '../requests/request-keys'

declare module 'fastify' {
  interface FastifyRequest {
    /** The key for `parts`, from the tokens of this request. Needs `alkeyPlugin`. */
    cacheKey: RequestKeys['cacheKey']
    /** For templates: the text that is stored for `parts`, or what `render` returns. Needs `alkeyPlugin`. */
    cachedFragment: RequestKeys['cachedFragment']
  }
}

export { type AlkeyPluginOptions, alkeyPlugin } from './alkey-plugin'
export { httpCache } from './http-cache-hook'
export type { HttpCacheOptions, PartsFunction } from '../http/index'
