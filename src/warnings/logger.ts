import { showThrown } from '../errors'
import { callSafely } from '../safe-call'

/** Gets warnings. `console` is a logger, and so are those of pino, winston and NestJS. */
export interface Logger {
  /** @param message one warning, without a line break at its end */
  warn(message: string): void
}

/** Kinds of warnings at the most: a kind may contain a name that the application makes up for each call. */
const MOST_KINDS = 1_000

/** Hands warnings to the application's logger. A logger that throws or rejects fails nobody. */
export class Warnings {
  readonly #logger: Logger | false
  readonly #told = new Set<string>()

  /** @param logger `false` for silence */
  constructor(logger: Logger | false) {
    this.#logger = logger
  }

  tell(message: string): void {
    const logger = this.#logger
    if (logger === false) return
    const text = `typeorm-alkey: ${message}`
    callSafely(logger.warn.bind(logger, text), (error) => {
      process.emitWarning(`${text} (The option \`logger\` threw ${showThrown(error)}.)`, 'AlkeyLoggerWarning')
    })
  }

  /** Tells the first warning of each kind. */
  once(kind: string, message: () => string): void {
    if (this.#told.has(kind) || this.#told.size >= MOST_KINDS) return
    this.#told.add(kind)
    this.tell(message())
  }
}
