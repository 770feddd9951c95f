import { VERSIONED, type VersionSource, type Versioned } from '../tokens/versioned-part'
import { BaseTag, type TagOptions } from './base-tag'
import type { TagInstance } from '../identifiers/tag-checks'
import { formatVersion } from './version-text'

/** A tag with a fixed version, such as the version of a template. A key reads nothing for it. */
export class ConstantTag extends BaseTag {
  readonly #version: number

  /** @param options `version` is 1 by default; a handler is not used */
  constructor(tag: string, instance: TagInstance = '', options: TagOptions = {}) {
    super(tag, instance, options)
    this.#version = options.version ?? 1
  }

  getFullTag(): Promise<string> {
    return Promise.resolve(`${this.getTagName()}@${formatVersion(this.#version)}`)
  }

  getTagVersion(): Promise<number> {
    return Promise.resolve(this.#version)
  }

  /** Does nothing. */
  increment(): Promise<number> {
    return this.getTagVersion()
  }

  /** Does nothing. */
  resetTagVersion(): Promise<number> {
    return this.getTagVersion()
  }

  /** Does nothing. */
  setTagVersion(): Promise<void> {
    return Promise.resolve()
  }

  /** Never: there is nothing to read. */
  delegateCacheQuery(): boolean {
    return false
  }

  get [VERSIONED](): ConstantVersion {
    const version = formatVersion(this.#version)
    return { kind: 'constant', name: this.getTagName(), source: constants, increment: () => this.increment(), version }
  }
}

interface ConstantVersion extends Versioned {
  readonly version: string
}

/** All constant tags have their versions with them. */
const constants: VersionSource = {
  groupName: () => 'ConstantTag',
  read: (tags: readonly ConstantVersion[]) => Promise.resolve(tags.map(({ version }) => version)),
}
