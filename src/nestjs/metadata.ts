/** What `reflect-metadata` adds to `Reflect`; Nest loads it. */
interface MetadataReader {
  getMetadata(key: string, target: object, property?: string): unknown
}

/** What a decorator has left on a class, on a method, or on a class under the name of a method. */
export function metadataOf(key: string, target: object, property?: string): unknown {
  const reader = Reflect as unknown as MetadataReader
  return property === undefined ? reader.getMetadata(key, target) : reader.getMetadata(key, target, property)
}
