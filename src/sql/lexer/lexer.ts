import { endOfComment, startOfExecuted } from './comments'
import { ParameterPlaces } from './parameter-places'
import { type QuotedText, closingQuoteOfName, readDollarQuoted, readQuoted } from './quoted-text'
import { Scanner, isDigit, isLetter } from './scanner'
import type { Dialect } from '../statement'
import { doubleQuotedLexeme, type LexedText, parameterLexeme, signLexeme, textLexeme, wordLexeme } from './lexeme'
import { LexemeList } from './lexeme-list'

const word = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/y
const wordEnd = /[\w$\u0080-\uffff]*/y
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const dollarParameter = /\$(\d+)/y
const questionMarks = /\?+/y
const numberedQuestionMark = /\?(\d*)/y
const variable = /@@?[\w$.\u0080-\uffff]*/y
const named = /[:@$][\w$\u0080-\uffff]+/y

/** What is read of a text: enough for as many parameters as PostgreSQL takes, and for some tenths of a second. */
export const MOST_LEXEMES = 1024 * 1024

/** Cuts a text into lexemes, whatever it holds, in time that grows with its length. */
export class Lexer {
  readonly #dialect: Dialect
  readonly #scanner: Scanner
  readonly #executesComments: boolean
  readonly #escaping: string
  readonly #list = new LexemeList()
  readonly #places = new ParameterPlaces()
  #isDoubtful = false
  #hasExecutedComments = false
  #hasBackslashes = false
  /** Whether a question mark in a string or comment leaves open which places MySQL's drivers count. */
  #hasDoubtfulPlaces = false

  /**
   * What MySQL's versions and settings decide.
   * @param executesComments whether it executes `/*! … *\/`
   * @param escaping the quotes within which a backslash escapes
   */
  constructor(dialect: Dialect, sql: string, { executesComments = true, escaping = `'"` } = {}) {
    this.#dialect = dialect
    this.#scanner = new Scanner(sql)
    this.#executesComments = executesComments
    this.#escaping = dialect === 'mysql' ? escaping : ''
  }

  read(): LexedText {
    while (!this.#scanner.isAtEnd && this.#list.lexemes.length < MOST_LEXEMES) this.#step()
    this.#list.closeAll()
    return {
      lexemes: this.#list.lexemes,
      isDoubtful: this.#isDoubtful,
      hasExecutedComments: this.#hasExecutedComments,
      isWhole: this.#scanner.isAtEnd,
      hasBackslashes: this.#hasBackslashes,
    }
  }

  #step(): void {
    const code = this.#scanner.code()
    if (code <= 0x20 || (code === 0xfeff && this.#isMark())) this.#blank(code)
    else if (isLetter(code)) this.#word()
    else if (isDigit(code) || (code === 0x2e && this.#startsFraction())) this.#number()
    else this.#other(this.#scanner.character())
  }

  #other(character: string): void {
    const isRead = this.#comment() || this.#quote(character) || this.#parameter(character)
    if (isRead) return
    this.#scanner.at++
    this.#list.addSign(character)
  }

  /** Whether a byte order mark means nothing here. Behind the beginning of a text only SQLite does not take it for a letter. */
  #isMark(): boolean {
    return this.#scanner.at === 0 || this.#dialect === 'sqlite'
  }

  /** SQLite ends a text at a NUL, others don't. */
  #blank(code: number): void {
    if (code === 0) this.#isDoubtful = true
    this.#scanner.at++
  }

  #comment(): boolean {
    const start = startOfExecuted(this.#dialect, this.#scanner.text, this.#scanner.at)
    if (start !== undefined) {
      this.#isDoubtful = this.#hasExecutedComments = true
      if (this.#executesComments) this.#scanner.at = start
    }
    if (start !== undefined && this.#executesComments) return true
    if (this.#hasExecutedComments && this.#executesComments && this.#scanner.text.startsWith('*/', this.#scanner.at)) {
      this.#scanner.at += 2
      return true
    }
    const end = endOfComment(this.#dialect, this.#scanner.text, this.#scanner.at)
    if (end === undefined) return false
    this.#passOver(end)
    return true
  }

  #quote(character: string): boolean {
    if (character === "'" || (character === '"' && this.#dialect === 'mysql')) {
      const quoted = this.#quoted(this.#scanner.at + 1, character, this.#escaping.includes(character))
      // By its settings MySQL may read a backslash as itself.
      const isCertain = this.#dialect !== 'mysql' || !quoted.hasBackslash
      if (!isCertain) this.#isDoubtful = this.#hasBackslashes = true
      this.#list.add(character === "'" ? textLexeme('string', quoted.text, isCertain) : doubleQuotedLexeme(quoted.text))
      return true
    }
    const closing = closingQuoteOfName(this.#dialect, character)
    if (closing === undefined) return false
    this.#list.add(textLexeme('quoted', this.#quoted(this.#scanner.at + 1, closing, false).text))
    return true
  }

  #quoted(from: number, quote: string, escapesByBackslash: boolean): QuotedText {
    return this.#pass(readQuoted(this.#scanner.text, from, quote, escapesByBackslash))
  }

  #pass(quoted: QuotedText): QuotedText {
    if (!quoted.isTerminated) this.#isDoubtful = true
    this.#passOver(quoted.end)
    return quoted
  }

  #passOver(end: number): void {
    if (this.#dialect === 'mysql' && !this.#hasDoubtfulPlaces) {
      this.#hasDoubtfulPlaces = this.#scanner.text.slice(this.#scanner.at, end).includes('?')
    }
    this.#scanner.at = end
  }

  #parameter(character: string): boolean {
    if (character === '$') return this.#dollar()
    if (character === '?' && this.#dialect !== 'postgres') return this.#questionMark()
    if (character === '@' && this.#dialect === 'mysql') return this.#opaque(variable)
    if ((character === ':' || character === '@') && this.#dialect !== 'postgres') return this.#opaque(named)
    return false
  }

  #dollar(): boolean {
    if (this.#dialect === 'sqlite') return this.#opaque(named)
    if (this.#dialect === 'mysql') {
      this.#word()
      return true
    }
    const place = this.#scanner.match(dollarParameter)
    if (place) this.#list.add(parameterLexeme(Number(place[1]) - 1))
    if (place) return true
    const quoted = readDollarQuoted(this.#scanner.text, this.#scanner.at)
    if (quoted) this.#list.add(textLexeme('string', this.#pass(quoted).text))
    return quoted !== undefined
  }

  #questionMark(): boolean {
    if (this.#dialect === 'sqlite') {
      const place = this.#scanner.match(numberedQuestionMark)?.[1] ?? ''
      this.#list.add(parameterLexeme(place === '' ? this.#places.take() : this.#places.takeNumbered(Number(place))))
      return true
    }
    const { length } = (this.#scanner.match(questionMarks) as RegExpExecArray)[0]
    const place = length < 3 ? this.#places.take() : 0
    if (length === 2) this.#list.add(signLexeme('??'))
    else this.#list.add(length > 2 || this.#hasDoubtfulPlaces ? textLexeme('opaque', '?') : parameterLexeme(place))
    return true
  }

  #opaque(pattern: RegExp): boolean {
    const text = this.#scanner.match(pattern)?.[0]
    if (text === undefined) return false
    if (this.#dialect === 'sqlite') this.#places.takeNamed(text)
    this.#list.add(textLexeme('opaque', text))
    return true
  }

  #word(): void {
    const text = (this.#scanner.match(word) as RegExpExecArray)[0]
    const next = this.#scanner.character()
    if (next === "'" && text.length === 1 && this.#prefixed(text.toUpperCase())) return
    if (next === '&' && this.#dialect === 'postgres' && /^u$/i.test(text) && this.#unicodeEscaped()) return
    this.#list.add(wordLexeme(text))
  }

  /** `E'…'`, `B'…'`, `X'…'`, `N'…'`. */
  #prefixed(prefix: string): boolean {
    const hasEscapes = prefix === 'E' && this.#dialect === 'postgres'
    if (!hasEscapes && !'BXN'.includes(prefix)) return false
    const quoted = this.#quoted(this.#scanner.at + 1, "'", hasEscapes || this.#escaping.includes("'"))
    if (this.#dialect === 'mysql' && quoted.hasBackslash) this.#isDoubtful = this.#hasBackslashes = true
    this.#list.add(
      hasEscapes ? textLexeme('string', quoted.text, !quoted.hasBackslash) : textLexeme('opaque', quoted.text),
    )
    return true
  }

  /** `U&'…'` and `U&"…"`, whose escape character comes only afterwards. */
  #unicodeEscaped(): boolean {
    const quote = this.#scanner.character(1)
    if (quote !== "'" && quote !== '"') return false
    const { text } = this.#quoted(this.#scanner.at + 2, quote, false)
    this.#list.add(textLexeme(quote === '"' ? 'quoted' : 'opaque', text, false))
    return true
  }

  #startsFraction(): boolean {
    const kind = this.#list.last?.kind
    return isDigit(this.#scanner.code(1)) && kind !== 'word' && kind !== 'quoted'
  }

  /** MySQL takes `1st` for a name; older versions of PostgreSQL take `1OR` for two lexemes. */
  #number(): void {
    const text = (this.#scanner.match(number) as RegExpExecArray)[0]
    const start = this.#scanner.at
    const tail = (this.#scanner.match(wordEnd) as RegExpExecArray)[0]
    if (tail === '') this.#list.add(textLexeme('number', text))
    else if (/^(?:0[xXbBoO])/.test(text + tail) || tail.startsWith('_'))
      this.#list.add(textLexeme('opaque', text + tail))
    else if (this.#dialect === 'mysql') this.#list.add(wordLexeme(text + tail))
    else if (this.#dialect === 'sqlite') this.#list.add(textLexeme('opaque', text + tail))
    else {
      this.#list.add(textLexeme('number', text))
      this.#scanner.at = start
    }
  }
}
