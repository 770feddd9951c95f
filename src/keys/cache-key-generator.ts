import { randomBytes } from 'node:crypto'
import { UnavailableError } from '../errors'
import type { EventHub, UncacheableReason } from '../events'
import { tokensOf } from '../identifiers/identifier'
import type { TokenSource } from '../tokens/token-source'
import type { TokenReading } from '../tokens/token-store'
import { VERSIONED, type VersionReader, type VersionedPart } from '../tokens/versioned-part'
import { type Dependency, type DependencyResolver, tokenIdentifiers } from './dependency'
import { digest } from './digest'
import { type EncodedPart, type EncodedParts, encodeParts } from './encoding'
import { contentsOf } from './part-contents'
import { showPart } from './show-part'
import { encodeSimple, encodedList } from './value-encoding'

/**
 * The version of everything that is hashed into a key. Raise it whenever the same parts and tokens would give another
 * key than before: old values are then left alone instead of being read by code that means something else by them.
 */
export const KEY_FORMAT = 1

const UNCACHEABLE = 'alkey:none:'

/** One dependency or value of a key, as `explain` tells it. */
export interface ExplainedPart {
  readonly kind: Dependency['kind'] | 'literal'
  /** What the part depends on, for a tag of a cache handler its name there; absent for a literal. */
  readonly identifier?: string
  /**
   * Its current token, for a row joined with its table's bulk token, for a tag of a cache handler its version; absent for
   * a literal, and when unavailable.
   */
  readonly token?: string
  /** The value of a literal. */
  readonly literal?: unknown
}

export interface Explanation {
  readonly key: string
  readonly cacheable: boolean
  /** Why the key is uncacheable. */
  readonly reason?: UncacheableReason
  readonly parts: readonly ExplainedPart[]
}

/** What keys are made from. */
export interface KeySources {
  readonly source: TokenSource
  /** Reads the tags that cache handlers keep. */
  readonly tags: VersionReader
}

export interface CacheKeyGeneratorContext extends KeySources {
  readonly namespace: string
  readonly resolver: DependencyResolver
  readonly events: EventHub
}

/** A key, and what it was made of. */
export interface DerivedKey {
  readonly key: string
  readonly cacheable: boolean
  /** Why the key is uncacheable. */
  readonly reason?: UncacheableReason
  /** What the key depends on, with the tokens of that moment; empty when the key is uncacheable. */
  readonly dependencies: TokenSnapshot
  /** Whether it also depends on versions that cache handlers keep, which can't be told from their names. */
  readonly hasVersions: boolean
  /** The same for the same parts until the next flush, whatever their tokens are. */
  lasting(): string
}

/** Tokens by their identifiers, as they were read together. */
export interface TokenSnapshot {
  readonly generation: string
  /** See `DependencyResolver.schema`. */
  readonly schema: string
  readonly tokens: ReadonlyMap<string, string>
}

/** Turns parts into keys: encodes them, reads their tokens once, hashes both. */
export class CacheKeyGenerator {
  readonly #context: CacheKeyGeneratorContext

  constructor(context: CacheKeyGeneratorContext) {
    this.#context = context
  }

  async generate(parts: readonly unknown[]): Promise<string> {
    const encoded = encodeParts(parts, this.#context.resolver)
    return this.#key(encoded, await this.#read(encoded)).key
  }

  /**
   * The key, with what tells later whether its dependencies have changed.
   *
   * @param pause what to wait for once the parts are encoded as they are now
   */
  async derive(parts: readonly unknown[], pause?: () => Promise<void> | undefined): Promise<DerivedKey> {
    const encoded = encodeParts(parts, this.#context.resolver)
    const paused = pause?.()
    if (paused) await paused
    const read = await this.#read(encoded)
    const key = this.#key(encoded, read)
    const dependencies = 'unavailable' in read ? { generation: '', schema: '', tokens: read.tokens } : read
    return {
      ...key,
      dependencies,
      hasVersions: read.versions.size > 0,
      lasting: () => this.#hash(['lasting', dependencies.generation], encoded),
    }
  }

  /** Whether all of these still have the tokens that they had. */
  async isCurrent({ generation, schema, tokens }: TokenSnapshot): Promise<boolean> {
    if (schema !== this.#context.resolver.schema) return false
    const reading = await this.#context.source.read([...tokens.keys()])
    if ('unavailable' in reading || reading.generation !== generation) return false
    return [...tokens.values()].every((token, i) => token === reading.tokens[i])
  }

  async explain(parts: readonly unknown[]): Promise<Explanation> {
    const encoded = encodeParts(parts, this.#context.resolver)
    const read = await this.#read(encoded)
    return {
      ...this.#key(encoded, read),
      parts: encoded.parts.map((part) => explainPart(part, read)),
    }
  }

  /** Text that changes whenever `part` is invalidated. */
  async token(part: unknown): Promise<string> {
    const read = await this.#read(contentsOf(part, this.#context.resolver))
    if ('unavailable' in read) {
      throw new UnavailableError(`The token of ${showPart(part)} could not be read (${read.unavailable}). Try again.`, {
        cause: read.cause,
      })
    }
    return [read.generation, ...read.tokens.values(), ...versionFields(read.versions)].join('/')
  }

  #key(encoded: EncodedParts, read: PartsReading): { key: string; cacheable: boolean; reason?: UncacheableReason } {
    if ('unavailable' in read) {
      const key = UNCACHEABLE + randomBytes(16).toString('base64url')
      const isTold = read.unavailable === 'handler-failed' || read.unavailable === 'refused'
      const cause = isTold ? { cause: read.cause } : {}
      this.#context.events.emit('uncacheable', { reason: read.unavailable, key, ...cause })
      return { key, cacheable: false, reason: read.unavailable }
    }
    const tokens = [...read.tokens.values(), ...versionFields(read.versions)]
    return { key: `alkey:${this.#hash([read.generation, ...tokens], encoded)}`, cacheable: true }
  }

  #hash(state: readonly string[], { text }: EncodedParts): string {
    const fields = [String(KEY_FORMAT), this.#context.namespace, ...state]
    return digest(fields.map((field) => `${field.length}:${field}`).join('') + text)
  }

  /** Tokens and versions at the same time. */
  async #read({ dependencies, tags }: Pick<EncodedParts, 'dependencies' | 'tags'>): Promise<PartsReading> {
    const identifiers = tokenIdentifiers(dependencies)
    const [reading, tagReading] = await Promise.all([
      this.#context.source.read(identifiers),
      tags.length > 0 ? this.#context.tags.read(tags) : noTags,
    ])
    if ('unavailable' in reading) return { ...reading, ...nothingRead }
    if ('unavailable' in tagReading) return { ...tagReading, ...nothingRead }
    return {
      generation: reading.generation,
      schema: this.#context.resolver.schema,
      tokens: pairUp(identifiers, reading),
      versions: tagReading.versions,
    }
  }
}

/** False for keys that nobody will ever ask for again. */
export function isCacheable(key: string): boolean {
  return !key.startsWith(UNCACHEABLE)
}

interface ReadTokens {
  readonly tokens: ReadonlyMap<string, string>
  readonly versions: ReadonlyMap<VersionedPart, string>
}

type PartsReading = ReadTokens & (TokenSnapshot | { readonly unavailable: UncacheableReason; readonly cause?: unknown })

const noTags = { versions: new Map<VersionedPart, string>() }
const nothingRead: ReadTokens = { tokens: new Map(), ...noTags }

/** Of each tag once its kind, name and version, in a fixed order: parts may be in Sets, which have none that counts. */
function versionFields(versions: ReadonlyMap<VersionedPart, string>): string[] {
  const fields = Array.from(versions, ([part, version]) => {
    const { kind, name } = part[VERSIONED]
    return encodedList(
      'V',
      [kind, name, version].map((text) => encodeSimple(text) as string),
    )
  })
  return [...new Set(fields)].sort()
}

function pairUp(identifiers: readonly string[], reading: TokenReading): Map<string, string> {
  return new Map(identifiers.map((identifier, i) => [identifier, reading.tokens[i] as string]))
}

function explainPart(part: EncodedPart, { tokens, versions }: ReadTokens): ExplainedPart {
  if ('literal' in part) return { kind: 'literal', literal: part.literal }
  if ('tag' in part) {
    const version = versions.get(part.tag)
    return { kind: 'tag', identifier: part.tag[VERSIONED].name, ...(version === undefined ? {} : { token: version }) }
  }
  const { kind, identifier } = part.dependency
  if (tokens.size === 0) return { kind, identifier }
  return {
    kind,
    identifier,
    token: tokensOf(identifier)
      .map((one) => tokens.get(one))
      .join('+'),
  }
}
