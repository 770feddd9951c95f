import { randomBytes } from 'node:crypto'
import { UnavailableError, show } from '../errors'
import type { EventHub, UncacheableReason } from '../events'
import { tokensOf } from '../identifiers/identifier'
import type { TokenSource } from '../tokens/token-source'
import type { TokenReading } from '../tokens/token-store'
import { type Dependency, type DependencyResolver, tokenIdentifiers } from './dependency'
import { digest } from './digest'
import { type EncodedPart, type EncodedParts, dependenciesIn, encodeParts } from './encoding'

/**
 * The version of everything that is hashed into a key. Raise it whenever the same parts and tokens would give another
 * key than before: old values are then left alone instead of being read by code that means something else by them.
 */
export const KEY_FORMAT = 1

const UNCACHEABLE = 'alkey:none:'

/** One dependency or value of a key, as `explain` tells it. */
export interface ExplainedPart {
  readonly kind: Dependency['kind'] | 'literal'
  /** What the part depends on; absent for a literal. */
  readonly identifier?: string
  /** Its current token, for a row joined with its table's bulk token; absent for a literal, and when unavailable. */
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

export interface KeyGeneratorContext {
  readonly namespace: string
  readonly resolver: DependencyResolver
  readonly source: TokenSource
  readonly events: EventHub
}

/** Turns parts into keys: encodes them, reads their tokens once, hashes both. */
export class KeyGenerator {
  readonly #context: KeyGeneratorContext

  constructor(context: KeyGeneratorContext) {
    this.#context = context
  }

  async generate(parts: readonly unknown[]): Promise<string> {
    const encoded = encodeParts(parts, this.#context.resolver)
    return this.#key(encoded, await this.#read(encoded.dependencies)).key
  }

  async explain(parts: readonly unknown[]): Promise<Explanation> {
    const encoded = encodeParts(parts, this.#context.resolver)
    const read = await this.#read(encoded.dependencies)
    return {
      ...this.#key(encoded, read),
      parts: encoded.parts.map((part) => explainPart(part, read.tokens)),
    }
  }

  /** Text that changes whenever `part` is invalidated. */
  async token(part: unknown): Promise<string> {
    const read = await this.#read(dependenciesIn(part, this.#context.resolver))
    if ('unavailable' in read) {
      throw new UnavailableError(`The token of ${show(part)} could not be read (${read.unavailable}). Try again.`, {
        cause: read.cause,
      })
    }
    return [read.generation, ...read.tokens.values()].join('/')
  }

  #key(encoded: EncodedParts, read: Read): { key: string; cacheable: boolean; reason?: UncacheableReason } {
    if ('unavailable' in read) {
      const key = UNCACHEABLE + randomBytes(16).toString('base64url')
      this.#context.events.emit('uncacheable', { reason: read.unavailable, key })
      return { key, cacheable: false, reason: read.unavailable }
    }
    const fields = [String(KEY_FORMAT), this.#context.namespace, read.generation, ...read.tokens.values()]
    return {
      key: `alkey:${digest(fields.map((field) => `${field.length}:${field}`).join('') + encoded.text)}`,
      cacheable: true,
    }
  }

  async #read(dependencies: readonly Dependency[]): Promise<Read> {
    const identifiers = tokenIdentifiers(dependencies)
    const reading = await this.#context.source.read(identifiers)
    if ('unavailable' in reading) return { ...reading, tokens: new Map() }
    return { generation: reading.generation, tokens: pairUp(identifiers, reading) }
  }
}

/** False for keys that nobody will ever ask for again. */
export function isCacheable(key: string): boolean {
  return !key.startsWith(UNCACHEABLE)
}

type Read = { readonly tokens: ReadonlyMap<string, string> } & (
  { readonly generation: string } | { readonly unavailable: UncacheableReason; readonly cause?: unknown }
)

function pairUp(identifiers: readonly string[], reading: TokenReading): Map<string, string> {
  return new Map(identifiers.map((identifier, i) => [identifier, reading.tokens[i] as string]))
}

function explainPart(part: EncodedPart, tokens: ReadonlyMap<string, string>): ExplainedPart {
  if ('literal' in part) return { kind: 'literal', literal: part.literal }
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
