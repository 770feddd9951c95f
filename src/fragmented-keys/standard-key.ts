import { createHash } from 'node:crypto'
import { InvalidTagError, show } from '../errors'
import { readVersions } from '../tokens/versioned-part'
import { BaseTag } from './base-tag'
import { flagOf } from './flags'
import { checkText } from '../identifiers/tag-checks'

/** A cache key made of tags: another one as soon as the version of one of them is. */
export class StandardKey {
  readonly #key: string
  readonly #tags: BaseTag[]
  readonly #groupId: string

  /**
   * @param key what is cached, as `'UserDashboard'`
   * @param groupId sets keys with the same name and tags apart
   * @throws InvalidTagError
   */
  constructor(key: string, tags: readonly BaseTag[] = [], groupId = '') {
    this.#key = checkText('The name of a key', key)
    this.#groupId = checkText('A group id', groupId)
    this.#tags = tags.map(checkTag)
  }

  /** Adds a tag behind the others. */
  addTag(tag: BaseTag): void {
    this.#tags.push(checkTag(tag))
  }

  /**
   * Reads the versions anew, with one bulk read for each handler, all at the same time, and renders the key.
   *
   * @param options `hash: false` gives the raw key instead of its MD5 in hex
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
  throw new InvalidTagError(`A key is made of tags, StandardTag or ConstantTag, not of ${show(tag)}.`)
}
