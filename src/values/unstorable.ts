import { types } from 'node:util'
import { InvalidValueError, show } from '../errors'
import { placeIn } from './place-in'

/** What was refused, for those who know the value around it. */
const refused = new WeakMap<object, { readonly value: unknown }>()

/** @param remedy what to do about it, as a sentence */
export function unstorable(value: unknown, remedy: string): InvalidValueError {
  const valueKind = kindOf(value)
  // What an instance holds may be none of a log's business.
  const subject = typeof value === 'object' ? `An instance of ${valueKind}` : show(value)
  const error = new InvalidValueError(
    `${subject} can't be stored, because it would not come back as it was. ${remedy}`,
    { valueKind },
  )
  refused.set(error, { value })
  return error
}

/** Why a value of that name can't be stored, and where in it. */
export function unstorableValue(value: unknown, valueName: string, cause: unknown): InvalidValueError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const valueKind = cause instanceof InvalidValueError ? cause.valueKind : undefined
  const found = typeof cause === 'object' && cause !== null ? refused.get(cause) : undefined
  const place = found && placeIn(value, found.value)
  const where = place === undefined ? ': ' : `, because of ${place}: `
  return new InvalidValueError(`The value '${valueName}' is not cached${where}${reason}`, {
    cause,
    valueKind,
    valueName,
  })
}

/** The name of an object's class, without running code of its own; else its type. */
function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  if (types.isProxy(value)) return 'Proxy'
  const { constructor } = (Object.getPrototypeOf(value) ?? {}) as { constructor?: unknown }
  return (typeof constructor === 'function' && constructor.name) || 'a class without a name'
}
