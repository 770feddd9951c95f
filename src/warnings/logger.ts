import { showThrown } from '../errors'
import { callSafely } from '../safe-call'

/** Gets warnings. `console` is a logger, and so are those of pino, winston and NestJS. */
export interface Logger {
  /** @param message one warning, without a line break at its end */
  warn(message: string): void
}

/** Warnings of one kind at the most: they are about names, which the application may make up for each call. */
const MOST_OF_KIND = 100

/** Hands warnings to the application's logger. A logger that throws or rejects fails nobody. */
export class Warnings {
  readonly #logger: Logger | false
  /** What was told of each kind. */
  readonly #told = new Map<string, Set<string>>()

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

  /** Tells the first warning of a kind about each of its subjects, as long as these are few. */
  once(kind: string, subject: string, message: () => string): void {
    let told = this.#told.get(kind)
    if (!told) this.#told.set(kind, (told = new Set()))
    if (told.has(subject) || told.size >= MOST_OF_KIND) return
    told.add(subject)
    this.tell(message())
    if (told.size === MOST_OF_KIND) this.tell(`No more warnings of this kind are shown, after ${MOST_OF_KIND}.`)
  }
}
