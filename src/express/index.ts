import type { RequestKeys } from '../requests/request-keys'

declare global {
  // Types of Express are extended through this namespace, as its own documentation has it.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Express {
    interface Request {
      /** The key for `parts`, from the tokens of this request. Needs `alkeyMiddleware`. */
      cacheKey: RequestKeys['cacheKey']
    }
    interface Locals {
      /** For templates: the text that is stored for `parts`, or what `render` returns. Needs `alkeyMiddleware`. */
      cachedFragment: RequestKeys['cachedFragment']
    }
  }
}

export { alkeyMiddleware } from './alkey-middleware'
export { httpCache } from './http-cache-middleware'
export type { HttpCacheOptions, PartsFunction, RequestKeysOptions } from '../http/index'
