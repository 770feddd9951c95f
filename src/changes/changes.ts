import { addGlobal } from '../identifiers/identifier'
import type { Versioned } from '../tokens/versioned-part'
import { TagMap } from './tag-map'

/** What has changed: identifiers, whose tokens are in the token store, and tags, whose versions cache handlers keep. */
export class Changes {
  readonly identifiers: Set<string>
  /** Few changes have any. */
  #tags: TagMap<Versioned> | undefined

  constructor(identifiers: Iterable<string> = [], tags: Iterable<Versioned> = []) {
    this.identifiers = new Set(identifiers)
    this.#addTags(tags)
  }

  get tags(): Versioned[] {
    return this.#tags?.values() ?? []
  }

  get isEmpty(): boolean {
    return this.identifiers.size === 0 && this.#tags === undefined
  }

  add(identifiers: Iterable<string>, tags: Iterable<Versioned> = []): void {
    for (const identifier of identifiers) this.identifiers.add(identifier)
    this.#addTags(tags)
  }

  addAll(others: Changes): void {
    this.add(others.identifiers, others.tags)
  }

  /** Adds what is to be bumped for them: where anything of the database has changed, the global token is too. */
  addGlobal(): this {
    addGlobal(this.identifiers)
    return this
  }

  #addTags(tags: Iterable<Versioned>): void {
    for (const tag of tags) (this.#tags ??= new TagMap()).set(tag, tag)
  }
}
