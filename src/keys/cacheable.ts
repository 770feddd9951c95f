import { types } from 'node:util'
import { InvalidOptionError, show } from '../errors'
import { isCacheable } from './cache-key-generator'

/** False for an uncacheable key. @throws InvalidOptionError for what is no string */
export function isCacheableKey(key: unknown): boolean {
  if (typeof key === 'string') return isCacheable(key)
  const given = types.isPromise(key) ? 'a promise of one: await keyGenerator() first' : show(key)
  throw new InvalidOptionError(`isCacheable() takes a key, not ${given}.`)
}
