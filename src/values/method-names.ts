import { InvalidOptionError } from '../errors'

/** A decorated method, as far as it is known where it is decorated. */
export interface CachedMethod {
  readonly name: string | symbol
  readonly isStatic: boolean
  /** The class that declares it; standard decorators are not told. */
  readonly declaredIn: unknown
  /** What takes its place. */
  readonly method: object
  /** A name that was given to it. */
  readonly label: string | undefined
}

type Class = abstract new (...args: never) => unknown

/** Whose a name is. */
interface Owner {
  readonly method: WeakRef<object>
  readonly of: WeakRef<Class>
}

/** Names values of decorated methods: by the class of the object, since a method that is inherited may do another thing there. */
export class MethodNames {
  readonly #known = new WeakMap<object, WeakMap<Class, string>>()
  readonly #owners = new Map<string, Owner>()

  /** @param self what it is called on @throws InvalidOptionError when it can't be told from another method */
  nameOf(cached: CachedMethod, self: unknown): string {
    const of = classOf(self, cached) ?? (cached.declaredIn as Class | undefined)
    if (!of) return cached.label ?? unnamed(cached, 'was called without its object')
    let names = this.#known.get(cached.method)
    if (!names) this.#known.set(cached.method, (names = new WeakMap()))
    let name = names.get(of)
    if (name === undefined) {
      name = fullName(cached, of)
      this.#claim(name, cached, of)
      names.set(of, name)
    }
    return name
  }

  #claim(name: string, { method }: CachedMethod, of: Class): void {
    const owner = this.#owners.get(name)
    const [ownMethod, ownClass] = [owner?.method.deref(), owner?.of.deref()]
    // What nobody can call any more, as after a module was loaded anew, has no values to be taken for.
    const isFree = !ownMethod || !ownClass || (ownMethod === method && ownClass === of)
    if (!isFree)
      throw new InvalidOptionError(
        `Two cached methods are named '${name}', so the value of one could be taken for that of the other. Give one of them the option \`name\` of cached().`,
      )
    this.#owners.set(name, { method: new WeakRef(method), of: new WeakRef(of) })
  }
}

function fullName(cached: CachedMethod, of: Class): string {
  const declaredIn = (cached.declaredIn as Class | undefined) ?? declaringClass(cached, of)
  const method = `${cached.isStatic ? 'static ' : ''}${String(cached.name)}`
  const label = cached.label ?? `${classNameOf(declaredIn, cached)}.${method}`
  return declaredIn === of ? label : `${classNameOf(of, cached)} ${label}`
}

function classNameOf({ name }: Class, cached: CachedMethod): string {
  return typeof name === 'string' && name !== '' ? name : unnamed(cached, 'is of a class without a name')
}

function classOf(self: unknown, { isStatic }: CachedMethod): Class | undefined {
  if (isStatic) return typeof self === 'function' ? (self as unknown as Class) : undefined
  if (typeof self !== 'object' || self === null) return undefined
  const prototype = Object.getPrototypeOf(self) as { readonly constructor?: unknown } | null
  return typeof prototype?.constructor === 'function' ? (prototype.constructor as Class) : undefined
}

/** Another decorator may have put something else in its place: then it is told by its name, if only one class has that. */
function declaringClass({ name, isStatic, method }: CachedMethod, of: Class): Class {
  const named: Class[] = []
  for (let one: Class | null = of; typeof one === 'function'; one = Object.getPrototypeOf(one) as Class | null) {
    const holder: unknown = isStatic ? one : one.prototype
    const own = Object.getOwnPropertyDescriptor(holder ?? {}, name)
    if (own?.value === method) return one
    if (own) named.push(one)
  }
  const [only, ...others] = named
  return only && others.length === 0 ? only : of
}

function unnamed({ name }: CachedMethod, why: string): never {
  throw new InvalidOptionError(
    `The cached method ${String(name)} ${why}, so its values can't be told from others. Give it the option \`name\` of cached(), and call it on its object.`,
  )
}
