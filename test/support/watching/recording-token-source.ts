import type { UncacheableReason } from '../../../src'
import type { TokenSource } from '../../../src/tokens/token-source'

/** Gives each identifier a token made of its name and the number of its bumps, and remembers what was asked for. */
export class RecordingTokenSource implements TokenSource {
  readonly reads: (readonly string[])[] = []
  generation = 'G1'
  unavailable: UncacheableReason | undefined
  readonly #bumps = new Map<string, number>()

  bump(identifier: string): void {
    this.#bumps.set(identifier, (this.#bumps.get(identifier) ?? 0) + 1)
  }

  read(identifiers: readonly string[]): ReturnType<TokenSource['read']> {
    this.reads.push(identifiers)
    if (this.unavailable) return Promise.resolve({ unavailable: this.unavailable, cause: new Error('out of order') })
    const tokens = identifiers.map((identifier) => `T${this.#bumps.get(identifier) ?? 0}:${identifier}`)
    return Promise.resolve({ generation: this.generation, tokens })
  }
}
