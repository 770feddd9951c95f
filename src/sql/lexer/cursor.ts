import type { Dialect } from '../statement'
import type { Lexeme } from './lexeme'
import { words } from './words'

/** Reads a stretch of lexemes from its beginning to its end. */
export class Cursor {
  readonly dialect: Dialect
  readonly #lexemes: readonly Lexeme[]
  readonly #end: number
  #at: number

  constructor(dialect: Dialect, lexemes: readonly Lexeme[], from = 0, end = lexemes.length) {
    this.dialect = dialect
    this.#lexemes = lexemes
    this.#at = from
    this.#end = end
  }

  get lexeme(): Lexeme | undefined {
    return this.ahead(0)
  }

  ahead(distance: number): Lexeme | undefined {
    const at = this.#at + distance
    return at < this.#end ? this.#lexemes[at] : undefined
  }

  get length(): number {
    return this.#end - this.#at
  }

  /** Whether the next lexemes are these keywords or signs. */
  is(...keys: readonly string[]): boolean {
    return keys.every((key, distance) => this.ahead(distance)?.key === key)
  }

  /** Moves behind these keywords or signs if they come next. */
  takes(...keys: readonly string[]): boolean {
    const isNext = this.is(...keys)
    if (isNext) this.#at += keys.length
    return isNext
  }

  /** Moves behind the next lexeme if it is one of these. */
  takesOneOf(keys: ReadonlySet<string>): boolean {
    const { lexeme } = this
    const isNext = lexeme !== undefined && lexeme.key !== '' && keys.has(lexeme.key)
    if (isNext) this.#at++
    return isNext
  }

  next(): Lexeme | undefined {
    const { lexeme } = this
    if (lexeme) this.#at++
    return lexeme
  }

  /** Moves behind the next lexeme, and behind all of a bracket. */
  skip(): void {
    const { lexeme } = this
    if (lexeme) this.#at = lexeme.at >= 0 && isOpening(lexeme) ? Math.min(lexeme.at + 1, this.#end) : this.#at + 1
  }

  /** What stands in the parentheses that come next, or in the brackets of another kind; moves behind them. */
  group(opening: '(' | '[' = '('): Cursor | undefined {
    const { lexeme } = this
    if (lexeme?.key !== opening) return undefined
    const content = new Cursor(this.dialect, this.#lexemes, this.#at + 1, Math.min(lexeme.at, this.#end))
    this.skip()
    return content
  }

  /** Whether one pair of parentheses encloses all that is left. */
  get isGroup(): boolean {
    const { lexeme } = this
    return lexeme?.key === '(' && lexeme.at === this.#end - 1
  }

  /** What comes before the first of these keywords or signs outside of brackets; moves there. */
  until(stops: ReadonlySet<string>): Cursor {
    const from = this.#at
    while (this.#at < this.#end && !this.#stopsAt(stops)) this.skip()
    return new Cursor(this.dialect, this.#lexemes, from, this.#at)
  }

  /** The pieces of what is left between these keywords or signs outside of brackets; none of nothing. */
  split(separators: ReadonlySet<string> = commas): Cursor[] {
    if (this.length <= 0) return []
    const pieces = [this.until(separators)]
    while (this.next()) pieces.push(this.until(separators))
    return pieces
  }

  /** All that is left, to be read on its own. */
  rest(): Cursor {
    return this.first(this.length)
  }

  /** As many of the next lexemes, to be read on their own. */
  first(length: number): Cursor {
    return new Cursor(this.dialect, this.#lexemes, this.#at, this.#at + length)
  }

  /** Behind a dot any word is a name, and in `IS DISTINCT FROM` no clause begins. */
  #stopsAt(stops: ReadonlySet<string>): boolean {
    const { key } = this.#lexemes[this.#at] as Lexeme
    if (key === '' || !stops.has(key)) return false
    if (key === ',' || key === ';' || this.#at === 0) return true
    const previous = (this.#lexemes[this.#at - 1] as Lexeme).key
    return previous !== '.' && !(key === 'FROM' && previous === 'DISTINCT')
  }
}

const commas = words(',')

function isOpening({ kind, key }: Lexeme): boolean {
  return kind === 'sign' && (key === '(' || key === '[')
}
