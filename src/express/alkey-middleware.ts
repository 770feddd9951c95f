import type { RequestHandler } from 'express'
import type { Alkey } from '../alkey'
import { checkAlkey } from '../http/http-cache'
import { keepKeys, keptKeys } from '../http/kept-keys'
import { type RequestKeysOptions, checkSnapshot, requestKeys, serveWith } from '../http/request-keys'

/**
 * Gives requests `req.cacheKey(…)`, and templates `cachedFragment(…)`. Put it before what loads anything.
 *
 * @throws InvalidOptionError
 */
export function alkeyMiddleware(alkey: Alkey, options: RequestKeysOptions = {}): RequestHandler {
  checkAlkey('alkeyMiddleware()', alkey)
  const snapshot = checkSnapshot('alkeyMiddleware()', options)
  return (req, res, next) => {
    // Twice is the same as once: the first snapshot is the older one.
    if (keptKeys(req, alkey)) {
      next()
      return
    }
    requestKeys(alkey, { snapshot })
      .then((keys) => {
        keepKeys('alkeyMiddleware()', req, alkey, keys)
        req.cacheKey = keys.cacheKey
        res.locals['cachedFragment'] = keys.cachedFragment
        return keys
      })
      .then((keys) => {
        serveWith(keys, res, next)
      }, next)
  }
}
