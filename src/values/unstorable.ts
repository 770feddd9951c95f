import { types } from 'node:util'
import { InvalidValueError, show } from '../errors'

/** @param remedy what to do about it, as a sentence */
export function unstorable(value: unknown, remedy: string): InvalidValueError {
  const valueKind = kindOf(value)
  // What an instance holds may be none of a log's business.
  const subject = typeof value === 'object' ? `an instance of ${valueKind}` : show(value)
  return new InvalidValueError(
    `A value that contains ${subject} can't be stored, because it would not come back as it was. ${remedy}`,
    { valueKind },
  )
}

/** The name of an object's class, without running code of its own; else its type. */
function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  if (types.isProxy(value)) return 'Proxy'
  const { constructor } = (Object.getPrototypeOf(value) ?? {}) as { constructor?: unknown }
  return (typeof constructor === 'function' && constructor.name) || 'a class without a name'
}
