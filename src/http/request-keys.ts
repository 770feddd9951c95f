import type { ServerResponse } from 'node:http'
import { finished } from 'node:stream'
import type { Alkey } from '../alkey'
import { checkBoolean, givenOptions } from '../option-checks'
import { OwnKeys, type RequestKeys } from '../requests/request-keys'
import { requestsOf } from '../requests/request-access'
import { checkAlkey } from './http-cache'

/** Options of `requestKeys` and `alkeyMiddleware`. */
export interface RequestKeysOptions {
  /**
   * Whether all keys of a request are made of one snapshot of tokens, begun before anything is loaded: a key that is made later
   * is uncacheable if anything was committed meanwhile, so what was loaded before the key is stored under no key that others
   * find. Default: true.
   */
  readonly snapshot?: boolean | undefined
}

/** @param caller as messages name it @throws InvalidOptionError */
export function checkSnapshot(caller: string, options: RequestKeysOptions): boolean {
  const { snapshot } = givenOptions<RequestKeysOptions>(caller, options, ['snapshot'])
  return checkBoolean('snapshot', snapshot ?? true)
}

/** Runs what serves a request, whose statements are watched until the response is sent. */
export function serveWith(keys: RequestKeys, response: ServerResponse, work: () => void): void {
  finished(response, () => {
    if (keys instanceof OwnKeys) void keys.scope.end()
  })
  keys.run(work)
}

/**
 * The keys of one request. Call it at its beginning, before anything is loaded.
 *
 * @throws InvalidOptionError
 */
export async function requestKeys(alkey: Alkey, options: RequestKeysOptions = {}): Promise<RequestKeys> {
  const hasSnapshot = checkSnapshot('requestKeys()', options)
  const requests = requestsOf(checkAlkey('requestKeys()', alkey))
  if (requests) return requests.keys(hasSnapshot)
  return {
    cacheKey: (...parts) => alkey.keyGenerator(...parts),
    cachedFragment: (parts, render, options) => alkey.remember(parts, render, options),
    run: (work) => work(),
  }
}
