import { GLOBAL } from '../identifiers/identifier'
import type { SourceReading, TokenSource } from '../tokens/token-source'

/**
 * The tokens of one request: each is read once. What is read later than the token of `GLOBAL` counts only while that is the
 * same, since until then nothing has been committed: so no token is newer than what the request may have loaded before.
 */
export class SnapshotSource implements TokenSource {
  readonly #source: TokenSource
  readonly #start: SourceReading
  readonly #tokens = new Map<string, string>()
  /** Reads after another, so that two keys that are made at once agree. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(source: TokenSource, start: SourceReading) {
    this.#source = source
    this.#start = start
    if ('tokens' in start) this.#tokens.set(GLOBAL, start.tokens[0] as string)
  }

  /** @param near where the token of `GLOBAL` may come from: if it is an old one, nothing that is read later agrees with it */
  static async begin(source: TokenSource, near: TokenSource): Promise<SnapshotSource> {
    return new SnapshotSource(source, await near.read([GLOBAL]))
  }

  read(identifiers: readonly string[]): SourceReading | Promise<SourceReading> {
    return this.#known(identifiers) ?? this.#readLater(identifiers)
  }

  #readLater(identifiers: readonly string[]): Promise<SourceReading> {
    const reading = this.#turn.then(
      async () => this.#known(identifiers) ?? (await this.#readMissing(identifiers)) ?? this.#all(identifiers),
    )
    this.#turn = reading.catch(() => undefined)
    return reading
  }

  /** `undefined` where some are still to be read. */
  #known(identifiers: readonly string[]): SourceReading | undefined {
    if ('unavailable' in this.#start) return this.#start
    return identifiers.every((identifier) => this.#tokens.has(identifier)) ? this.#all(identifiers) : undefined
  }

  #all(identifiers: readonly string[]): SourceReading {
    const { generation } = this.#start as Exclude<SourceReading, { unavailable: unknown }>
    return { generation, tokens: identifiers.map((identifier) => this.#tokens.get(identifier)) }
  }

  /** @returns why they can't be had */
  async #readMissing(identifiers: readonly string[]): Promise<SourceReading | undefined> {
    const missing = identifiers.filter((identifier) => !this.#tokens.has(identifier))
    const reading = await this.#source.read(missing)
    if ('unavailable' in reading) return reading
    // Afterwards: a token that was made just now may be that of a commit which was not there when its neighbours were read.
    const global = await this.#source.read([GLOBAL])
    if ('unavailable' in global) return global
    const { generation } = this.#start as typeof reading
    const isSame = global.tokens[0] === this.#tokens.get(GLOBAL)
    if (!isSame || reading.generation !== generation || global.generation !== generation)
      return { unavailable: 'changed' }
    for (const [i, identifier] of missing.entries()) this.#tokens.set(identifier, reading.tokens[i] as string)
    return undefined
  }
}
