import type { Alkey } from '../alkey'
import { InvalidOptionError } from '../errors'
import type { RequestKeys } from '../requests/request-keys'

/** Keys of requests, and whose they are. */
const kept = new WeakMap<object, { readonly alkey: Alkey; readonly keys: RequestKeys }>()

/** The keys of a request that were made before, for that `Alkey`. */
export function keptKeys(request: object, alkey: Alkey): RequestKeys | undefined {
  const given = kept.get(request)
  return given?.alkey === alkey ? given.keys : undefined
}

/**
 * Keeps the keys of a request. @param caller as messages name it
 * @throws InvalidOptionError where it has those of another `Alkey`
 */
export function keepKeys(caller: string, request: object, alkey: Alkey, keys: RequestKeys): void {
  if (kept.has(request) && !keptKeys(request, alkey))
    throw new InvalidOptionError(
      `${caller} was used for two Alkeys, and a request has one cacheKey(). For the other Alkey call requestKeys() of typeorm-alkey/http.`,
    )
  kept.set(request, { alkey, keys })
}
