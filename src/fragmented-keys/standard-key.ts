import { createHash } from 'node:crypto'
import { InvalidTagError, show } from '../errors'
import { readVersions } from '../tokens/versioned-part'
import { BaseTag } from './base-tag'
import { flagOf } from './flags'
import { checkText } from '../identifiers/tag-checks'

/** A cache key made of tags. It changes when the version of one of them changes. */
export class StandardKey {
  readonly #key: string
  readonly #tags: BaseTag[]
  readonly #groupId: string

  /**
   * @param key names what is cached, like `'UserDashboard'`
   * @param groupId tells keys with the same name and tags apart. Default: `''`
   * @throws InvalidTagError
   */
  constructor(key: string, tags: readonly BaseTag[] = [], groupId = '') {
    this.#key = checkText('The name of a key', key)
    this.#groupId = checkText('A group id', groupId)
    this.#tags = tags.map(checkTag)
  }

  /** Adds a tag after the others. @throws InvalidTagError */
  addTag(tag: BaseTag): void {
    this.#tags.push(checkTag(tag))
  }

  /**
   * Reads the current versions, with one bulk read for each handler, and makes the key from them.
   *
   * @param options `hash: false` returns the raw key instead of its MD5 in hex
   * @throws HandlerFailedError, InvalidOptionError
   */
  async getKeyStr(options: { readonly hash?: boolean | undefined } = {}): Promise<string> {
    const hash = flagOf('getKeyStr()', options, 'hash') ?? true
    const tags = [...this.#tags]
    const versions = await readVersions(tags)
    const fragments = tags.map((tag) => `:t${tag.getTagName()}:v${versions.get(tag) as string}`)
    const raw = `${this.#key}_${this.#groupId}${fragments.join('')}`
    return hash ? createHash('md5').update(raw).digest('hex') : raw
  }
}

function checkTag(tag: unknown): BaseTag {
  if (tag instanceof BaseTag) return tag
  throw new InvalidTagError(`A key is made of tags: pass a StandardTag or a ConstantTag, not ${show(tag)}.`)
}
