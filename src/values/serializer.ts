/** Makes texts of values, and values of texts: `JSON` is one, and so is superjson. */
export interface Serializer {
  /** Throws for a value that it can't give back. */
  stringify(value: unknown): string
  /** A new value with each call. Throws for a text that it did not make. */
  parse(text: string): unknown
}
