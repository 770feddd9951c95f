import { randomBytes } from 'node:crypto'
import { UnavailableError } from '../errors'
import type { EventHub, UncacheableReason } from '../events'
import type { SourceReading, TokenSource } from '../tokens/token-source'
import { VERSIONED, type VersionReader, type VersionedPart } from '../tokens/versioned-part'
import { tokenIdentifiers } from './dependency'
import { DerivedKey, type MadeKey } from './derived-key'
import { digest } from './digest'
import { type Explanation, explainPart } from './explanation'
import { contentsOf } from './part-contents'
import type { PartsEncoder, PreparedParts } from './parts-encoder'
import { showPart } from './show-part'
import { type TokenSnapshot, holds } from './token-snapshot'
import { encodeSimple, encodedList } from './value-encoding'

/**
 * The version of everything that is hashed into a key. Raise it whenever the same parts and tokens would give another
 * key than before: old values are then left alone instead of being read by code that means something else by them.
 */
export const KEY_FORMAT = 1

const UNCACHEABLE = 'alkey:none:'

/** The reasons that have a cause to tell. */
const TOLD: ReadonlySet<UncacheableReason> = new Set(['handler-failed', 'manager-failed', 'refused'])

/** What keys are made from. */
export interface KeySources {
  readonly source: TokenSource
  /** Reads the tags that cache handlers keep. */
  readonly tags: VersionReader
}

export interface CacheKeyGeneratorContext extends KeySources {
  readonly namespace: string
  readonly parts: PartsEncoder
  readonly events: EventHub
}

/** Turns parts into keys: encodes them, reads their tokens once, hashes both. */
export class CacheKeyGenerator {
  readonly #context: CacheKeyGeneratorContext
  /** The key that parts had last time: mostly nothing has changed since. */
  readonly #last = new WeakMap<PreparedParts, LastKey>()
  /** What every hash begins with. */
  readonly #head: string

  constructor(context: CacheKeyGeneratorContext) {
    this.#context = context
    this.#head = field(String(KEY_FORMAT)) + field(context.namespace)
  }

  /** At once where the tokens are at hand. */
  generate(parts: readonly unknown[]): string | Promise<string> {
    const prepared = this.prepare(parts)
    const read = this.#read(prepared)
    return read instanceof Promise ? this.#keyOf(prepared, read) : this.#key(prepared, read).key
  }

  /** Encodes parts as they are now. */
  prepare(parts: readonly unknown[]): PreparedParts {
    return this.#context.parts.prepare(parts)
  }

  /** The key, with what tells later whether its dependencies have changed. At once where the tokens are at hand. */
  derive(prepared: PreparedParts): DerivedKey | Promise<DerivedKey> {
    const { schema } = this.#context.parts.resolver
    const read = this.#read(prepared)
    return read instanceof Promise
      ? read.then((read) => this.#derived(prepared, read, schema))
      : this.#derived(prepared, read, schema)
  }

  /** Whether all of these still have the tokens that they had. */
  async isCurrent(earlier: TokenSnapshot): Promise<boolean> {
    const now = await this.snapshot([...earlier.tokens.keys()])
    return now !== undefined && holds(earlier, now)
  }

  /** The tokens of these identifiers now; `undefined` when they can't be had. */
  async snapshot(identifiers: readonly string[]): Promise<TokenSnapshot | undefined> {
    const { schema } = this.#context.parts.resolver
    const read = await this.#read({ identifiers, tags: [] })
    return 'unavailable' in read ? undefined : snapshotOf(identifiers, read, schema)
  }

  async explain(parts: readonly unknown[]): Promise<Explanation> {
    const prepared = this.prepare(parts)
    const { parts: explained } = this.#context.parts.encode(parts)
    const read = await this.#read(prepared)
    const { tokens } = snapshotOf(prepared.identifiers, read, '')
    const versions = 'tokens' in read ? read.versions : noVersions
    return {
      ...this.#key(prepared, read),
      ...('tokens' in read && read.isNear && { isNear: true }),
      parts: explained.map((part) => explainPart(part, tokens, versions)),
    }
  }

  /** Text that changes whenever `part` is invalidated. */
  async token(part: unknown): Promise<string> {
    const { dependencies, tags } = contentsOf(part, this.#context.parts.resolver)
    const read = await this.#read({ identifiers: tokenIdentifiers(dependencies), tags })
    if ('unavailable' in read) {
      throw new UnavailableError(`The token of ${showPart(part)} could not be read (${read.unavailable}). Try again.`, {
        cause: read.cause,
      })
    }
    return [read.generation, ...read.tokens, ...versionFields(read.versions)].join('/')
  }

  #derived(prepared: PreparedParts, read: PartsReading, schema: string): DerivedKey {
    const hasVersions = 'tokens' in read && read.versions.size > 0
    const snapshot = (): TokenSnapshot => snapshotOf(prepared.identifiers, read, schema)
    const hash = (state: string): string => this.#hash(field('lasting') + field(state), prepared)
    return new DerivedKey(this.#key(prepared, read), hasVersions, snapshot, hash)
  }

  #key(prepared: PreparedParts, read: PartsReading): MadeKey {
    if ('unavailable' in read) {
      const key = UNCACHEABLE + randomBytes(16).toString('base64url')
      const isTold = TOLD.has(read.unavailable)
      const cause = isTold ? { cause: read.cause } : {}
      this.#context.events.emit('uncacheable', { reason: read.unavailable, key, ...cause })
      return { key, cacheable: false, reason: read.unavailable }
    }
    const { generation, tokens } = read
    const last = this.#last.get(prepared)
    if (last && isOf(last, read)) {
      // Who asks together has the same array: the others need not compare.
      last.tokens = tokens
      return last.made
    }
    let state = field(generation)
    for (const token of tokens) state += field(token)
    for (const version of versionFields(read.versions)) state += field(version)
    const made = { key: `alkey:${this.#hash(state, prepared)}`, cacheable: true }
    if (read.versions.size === 0) this.#last.set(prepared, { generation, tokens, made })
    return made
  }

  async #keyOf(prepared: PreparedParts, read: Promise<PartsReading>): Promise<string> {
    return this.#key(prepared, await read).key
  }

  #hash(state: string, { text }: PreparedParts): string {
    return digest(this.#head + state + text)
  }

  #read({ identifiers, tags }: Omit<PreparedParts, 'text'>): PartsReading | Promise<PartsReading> {
    const reading = this.#context.source.read(identifiers)
    if (tags.length > 0) return this.#readBoth(reading, tags)
    return reading instanceof Promise
      ? reading.then((read) => withVersions(read, noVersions))
      : withVersions(reading, noVersions)
  }

  /** Tokens and versions at the same time. */
  async #readBoth(reads: ReturnType<TokenSource['read']>, tags: PreparedParts['tags']): Promise<PartsReading> {
    const [reading, tagReading] = await Promise.all([reads, this.#context.tags.read(tags)])
    if ('unavailable' in reading) return reading
    return 'unavailable' in tagReading ? tagReading : withVersions(reading, tagReading.versions)
  }
}

/** False for keys that nobody will ever ask for again. */
export function isCacheable(key: string): boolean {
  return !key.startsWith(UNCACHEABLE)
}

/** A key, and the tokens that it was made of. */
interface LastKey {
  readonly generation: string
  tokens: readonly string[]
  readonly made: MadeKey
}

type Versions = ReadonlyMap<VersionedPart, string>

/** Tokens in the order of their identifiers, and versions; or why there are none. */
type PartsReading =
  | {
      readonly generation: string
      readonly tokens: readonly string[]
      readonly isNear?: boolean
      readonly versions: Versions
    }
  | { readonly unavailable: UncacheableReason; readonly cause?: unknown }

const noVersions: Versions = new Map()

/** A prepared text without versions never has any. */
function isOf({ generation, tokens }: LastKey, read: Omit<LastKey, 'made'>): boolean {
  if (generation !== read.generation) return false
  // Those that are kept in this process are the same object as long as they are right.
  return (
    tokens === read.tokens ||
    (tokens.length === read.tokens.length && tokens.every((token, i) => token === read.tokens[i]))
  )
}

function withVersions(reading: SourceReading, versions: Versions): PartsReading {
  if ('unavailable' in reading) return reading
  // A source tells otherwise where one of them is none.
  const { generation, tokens, isNear = false } = reading
  return { generation, tokens: tokens as readonly string[], isNear, versions }
}

function snapshotOf(identifiers: readonly string[], read: PartsReading, schema: string): TokenSnapshot {
  if ('unavailable' in read) return { generation: '', schema: '', tokens: new Map() }
  const tokens = new Map(identifiers.map((identifier, i) => [identifier, read.tokens[i] as string]))
  return { generation: read.generation, schema, tokens }
}

/** With its length in front, so that its end is plain. */
function field(text: string): string {
  return `${text.length}:${text}`
}

/** Of each tag once its kind, name and version, in a fixed order: parts may be in Sets, which have none that counts. */
function versionFields(versions: Versions): string[] {
  if (versions.size === 0) return []
  const fields = Array.from(versions, ([part, version]) => {
    const { kind, name } = part[VERSIONED]
    return encodedList(
      'V',
      [kind, name, version].map((text) => encodeSimple(text) as string),
    )
  })
  return [...new Set(fields)].sort()
}
