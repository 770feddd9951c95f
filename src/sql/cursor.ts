import type { Dialect } from './statement'
import type { Token } from './token'

/** Reads a stretch of tokens from its beginning to its end. */
export class Cursor {
  readonly dialect: Dialect
  readonly #tokens: readonly Token[]
  readonly #end: number
  #at: number

  constructor(dialect: Dialect, tokens: readonly Token[], from = 0, end = tokens.length) {
    this.dialect = dialect
    this.#tokens = tokens
    this.#at = from
    this.#end = end
  }

  get token(): Token | undefined {
    return this.ahead(0)
  }

  ahead(distance: number): Token | undefined {
    const at = this.#at + distance
    return at < this.#end ? this.#tokens[at] : undefined
  }

  get length(): number {
    return this.#end - this.#at
  }

  /** Whether the next tokens are these keywords or signs. */
  is(...keys: readonly string[]): boolean {
    return keys.every((key, distance) => this.ahead(distance)?.key === key)
  }

  /** Moves behind these keywords or signs if they come next. */
  takes(...keys: readonly string[]): boolean {
    const isNext = this.is(...keys)
    if (isNext) this.#at += keys.length
    return isNext
  }

  /** Moves behind the next token if it is one of these. */
  takesOneOf(keys: ReadonlySet<string>): boolean {
    const { token } = this
    const isNext = token !== undefined && token.key !== '' && keys.has(token.key)
    if (isNext) this.#at++
    return isNext
  }

  next(): Token | undefined {
    const { token } = this
    if (token) this.#at++
    return token
  }

  /** Moves behind the next token, and behind all of a bracket. */
  skip(): void {
    const { token } = this
    if (token) this.#at = token.at >= 0 && isOpening(token) ? Math.min(token.at + 1, this.#end) : this.#at + 1
  }

  /** What stands in the parentheses that come next, or in the brackets of another kind; moves behind them. */
  group(opening: '(' | '[' = '('): Cursor | undefined {
    const { token } = this
    if (token?.key !== opening) return undefined
    const content = new Cursor(this.dialect, this.#tokens, this.#at + 1, Math.min(token.at, this.#end))
    this.skip()
    return content
  }

  /** Whether one pair of parentheses encloses all that is left. */
  get isGroup(): boolean {
    const { token } = this
    return token?.key === '(' && token.at === this.#end - 1
  }

  /** What comes before the first of these keywords or signs outside of brackets; moves there. */
  until(stops: ReadonlySet<string>): Cursor {
    const from = this.#at
    while (this.#at < this.#end && !this.#stopsAt(stops)) this.skip()
    return new Cursor(this.dialect, this.#tokens, from, this.#at)
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

  /** As many of the next tokens, to be read on their own. */
  first(length: number): Cursor {
    return new Cursor(this.dialect, this.#tokens, this.#at, this.#at + length)
  }

  /** Behind a dot any word is a name, and in `IS DISTINCT FROM` no clause begins. */
  #stopsAt(stops: ReadonlySet<string>): boolean {
    const { key } = this.#tokens[this.#at] as Token
    if (key === '' || !stops.has(key)) return false
    if (key === ',' || key === ';' || this.#at === 0) return true
    const previous = (this.#tokens[this.#at - 1] as Token).key
    return previous !== '.' && !(key === 'FROM' && previous === 'DISTINCT')
  }
}

const commas: ReadonlySet<string> = new Set([','])

function isOpening({ kind, key }: Token): boolean {
  return kind === 'sign' && (key === '(' || key === '[')
}
