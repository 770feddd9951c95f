import { type AlkeyError, RefusedError, UnavailableError } from '../errors'

/** How soon the same failure is told again, when the work has succeeded in between. */
const AGAIN_AFTER_MS = 5_000

interface ToldFailure {
  readonly what: string
  readonly at: number
  hasWorked: boolean
}

/**
 * What a server has refused. Each kind is told once until the same work has succeeded; of a server that is full and takes
 * every other command, not with every other command.
 */
export class ToldFailures {
  readonly #told = new Map<string, ToldFailure>()
  readonly #listeners = new Set<(error: AlkeyError) => void>()

  /** @returns a function that ends it */
  listen(listener: (error: AlkeyError) => void): () => void {
    const own = (error: AlkeyError): void => {
      listener(error)
    }
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  tell(what: string, error: AlkeyError): void {
    // That there is no answer is told once for all work.
    if (error instanceof UnavailableError) return
    const kind = error instanceof RefusedError ? error.reply : error.code
    const key = `${kind} ${what}`
    const told = this.#told.get(key)
    const now = performance.now()
    if (told && !(told.hasWorked && now - told.at > AGAIN_AFTER_MS)) return
    this.#told.set(key, { what, at: now, hasWorked: false })
    for (const listener of this.#listeners) listener(error)
  }

  worked(what: string): void {
    if (this.#told.size === 0) return
    for (const told of this.#told.values()) if (told.what === what) told.hasWorked = true
  }
}
