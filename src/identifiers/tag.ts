import { tagIdentifier } from './identifier'
import { type TagInstance, checkInstance, checkTagName } from './tag-checks'

/**
 * Something that is no row and no table, as a city, a tenant or a feature flag, with its version in the store that keeps
 * the tokens of rows. Made by `alkey.tag`.
 */
export class AlkeyTag {
  /** `alkey:@<name>#<instance>`: the same part of keys, and what events call it. */
  readonly identifier: string
  readonly #home: TagHome
  readonly #verbs: TagVerbs

  constructor(name: string, instance: TagInstance, home: TagHome, verbs: TagVerbs) {
    this.identifier = tagIdentifier(checkTagName(name), checkInstance(instance))
    this.#home = home
    this.#verbs = verbs
  }

  /** Whether its version is kept there. */
  livesIn(home: TagHome): boolean {
    return this.#home === home
  }

  /** The same as `identifier`. */
  getTagName(): string {
    return this.identifier
  }

  /** Text that changes whenever the tag is incremented. @throws UnavailableError */
  getTagVersion(): Promise<string> {
    return this.#verbs.version(this)
  }

  /** Makes every key with this tag another one, now; in a transaction, `alkey.invalidate(manager, tag)`. @throws UnavailableError */
  increment(): Promise<void> {
    return this.#verbs.increment(this)
  }
}

/** Where versions of tags are kept: a store that was given, or the namespace in Redis. */
export type TagHome = object | string

/** What an `Alkey` does with its tags. */
export interface TagVerbs {
  version(tag: AlkeyTag): Promise<string>
  increment(tag: AlkeyTag): Promise<void>
}
