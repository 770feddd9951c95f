/** What `reflect-metadata` adds, where it is loaded. */
interface ReflectMetadata {
  getOwnMetadataKeys?(target: object): unknown[]
  getOwnMetadata?(key: unknown, target: object): unknown
  defineMetadata?(key: unknown, value: unknown, target: object): void
}

/** What a function has only because it is no method. */
const notOfMethods = ['prototype', 'arguments', 'caller']

/** Gives a function what another one has: name, length, own properties, and the metadata of decorators. */
export function copyMetadata(from: object, to: object): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(from)))
    if (!notOfMethods.includes(name)) Object.defineProperty(to, name, descriptor)
  const reflect = Reflect as ReflectMetadata
  for (const key of reflect.getOwnMetadataKeys?.(from) ?? [])
    reflect.defineMetadata?.(key, reflect.getOwnMetadata?.(key, from), to)
}
