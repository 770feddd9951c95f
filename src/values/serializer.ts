/** Turns values into text and back. `JSON` is a serializer, and so is superjson. */
export interface Serializer {
  /** Must throw for a value that `parse` would not give back as it was. */
  stringify(value: unknown): string
  /** Must return a new value with each call, and throw for text that `stringify` did not make. */
  parse(text: string): unknown
}
