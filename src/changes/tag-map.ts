import type { VersionSource, Versioned } from '../tokens/versioned-part'

/** Values by tag. Tags are made anew for each key, so those with the same source and the same name are one. */
export class TagMap<Value> {
  readonly #bySource = new Map<VersionSource, Map<string, Value>>()

  get({ source, name }: Versioned): Value | undefined {
    return this.#bySource.get(source)?.get(name)
  }

  set({ source, name }: Versioned, value: Value): void {
    this.#bySource.set(source, (this.#bySource.get(source) ?? new Map<string, Value>()).set(name, value))
  }

  delete({ source, name }: Versioned): void {
    const ofSource = this.#bySource.get(source)
    ofSource?.delete(name)
    if (ofSource?.size === 0) this.#bySource.delete(source)
  }

  values(): Value[] {
    return Array.from(this.#bySource.values(), (ofSource) => [...ofSource.values()]).flat()
  }
}

/** Each tag once. */
export function unique(tags: Iterable<Versioned>): Versioned[] {
  const found = new TagMap<Versioned>()
  for (const tag of tags) found.set(tag, tag)
  return found.values()
}
