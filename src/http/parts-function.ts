import { InvalidOptionError, show } from '../errors'
import type { KeyPart } from '../keys/key-part'

/** What a response depends on, by its request. */
export type PartsFunction<Request> = (request: Request) => readonly KeyPart[] | PromiseLike<readonly KeyPart[]>

/** @throws InvalidOptionError when it is not a function */
export function checkPartsFunction<Request>(parts: PartsFunction<Request> | undefined): typeof parts {
  if (parts === undefined || typeof (parts as unknown) === 'function') return parts
  throw new InvalidOptionError(
    `The parts of httpCache() must be a function of the request that returns an array of parts, not ${show(parts)}. Options come ` +
      'after it; to have the dependencies found by the queries of the handler, pass undefined in its place.',
  )
}
