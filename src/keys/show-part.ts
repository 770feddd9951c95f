import { InvalidPartError, show } from '../errors'
import { Literal, Ref, type RefTarget } from '../identifiers/ref'
import { ScopePart } from '../identifiers/scope'
import { AlkeyTag } from '../identifiers/tag'

/** A part as messages name it, the way code does: `ref(User, 1)`, `User`, `literal('a')`. */
export function showPart(part: unknown): string {
  try {
    return shownPart(part)
  } catch {
    // Whatever was passed may be a proxy, which may fail when it is asked what it is.
    return show(part)
  }
}

function shownPart(part: unknown): string {
  if (part instanceof Ref) return `ref(${shownTarget(part.target)}, ${show(part.id)})`
  if (part instanceof ScopePart) return `scope(${shownTarget(part.target)}, ${show(part.values)})`
  if (part instanceof Literal) return `literal(${show(part.value)})`
  if (part instanceof AlkeyTag) return part.identifier
  return typeof part === 'function' ? shownClass(part) : show(part)
}

function shownTarget(target: RefTarget): string {
  if (typeof target === 'function') return shownClass(target)
  return typeof target === 'object' && '@instanceof' in target ? target.options.name : show(target)
}

/** `User`, not `[class User extends Base]`. */
function shownClass(target: object): string {
  const name = Object.getOwnPropertyDescriptor(target, 'name')?.value as unknown
  return typeof name === 'string' && name !== '' ? name : show(target)
}

/** Refuses a part whose own code has thrown: a getter, `toJSON`, a trap of a proxy. */
export function refusalOf(
  part: unknown,
  at: number,
  count: number,
): (cause: unknown, shownCause: string) => InvalidPartError {
  return (cause, shown) => {
    const place = count === 1 ? '' : `, part ${at + 1} of ${count},`
    return new InvalidPartError(`${showPart(part)}${place} can't be part of a key: reading it threw ${shown}.`, {
      cause,
    })
  }
}
