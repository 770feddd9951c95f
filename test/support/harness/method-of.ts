/** A method of a prototype as it is, for spies that call it on an object. */
export function methodOf<Owner extends object, Name extends keyof Owner>(prototype: Owner, name: Name): Owner[Name] {
  return prototype[name]
}
