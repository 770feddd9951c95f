import { tagIdentifier } from './identifier'
import { type TagInstance, checkInstance, checkTagName } from './tag-checks'

/**
 * A dependency that is not a row or a table, such as a city, a tenant or a feature flag. Its token is kept where those of
 * rows are. Made by `alkey.tag`.
 */
export class AlkeyTag {
  /** `alkey:@<name>#<instance>`: names the tag in events, and is the same part of a key. */
  readonly identifier: string
  readonly #home: TagHome
  readonly #verbs: TagVerbs

  constructor(name: string, instance: TagInstance, home: TagHome, verbs: TagVerbs) {
    this.identifier = tagIdentifier(checkTagName(name), checkInstance(instance))
    this.#home = home
    this.#verbs = verbs
  }

  /** Whether its token is kept there. */
  livesIn(home: TagHome): boolean {
    return this.#home === home
  }

  /** The same as `identifier`. */
  getTagName(): string {
    return this.identifier
  }

  /** Text that changes whenever the tag is incremented. @throws UnavailableError, RefusedError when it can't be read */
  getTagVersion(): Promise<string> {
    return this.#verbs.version(this)
  }

  /**
   * Changes every key with this tag, now, or with the transaction that the option `manager` of `Alkey` finds. For another
   * transaction, use `alkey.invalidate(manager, tag)`. @throws UnavailableError, RefusedError, ManagerFailedError
   */
  increment(): Promise<void> {
    return this.#verbs.increment(this)
  }
}

/** Where the tokens of tags are kept: a store that was given, or the namespace in Redis. */
export type TagHome = object | string

/** What an `Alkey` does with its tags. */
export interface TagVerbs {
  version(tag: AlkeyTag): Promise<string>
  increment(tag: AlkeyTag): Promise<void>
}
