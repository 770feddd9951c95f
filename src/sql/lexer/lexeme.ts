export type LexemeKind = 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'sign' | 'opaque'

/** The smallest piece of SQL that means something. */
export interface Lexeme {
  /** `quoted` is a name in quotes, `opaque` a value or variable whose content the text doesn't tell. */
  readonly kind: LexemeKind
  /** What keywords and signs are told by: a word in capitals, the sign itself, nothing for the rest. */
  readonly key: string
  /** A word or number as it is written, a string or quoted name without its quotes. */
  readonly text: string
  /** Whether `text` is certainly what the database reads; escapes may mean something else to it. */
  readonly isCertain: boolean
  /** The place of a parameter, from 0; for an opening bracket the index of its closing one. */
  at: number
}

/** A text, cut into lexemes. */
export interface LexedText {
  readonly lexemes: readonly Lexeme[]
  /** Whether the database may read it in another way: a string without an end, a NUL, a comment that it may execute. */
  readonly isDoubtful: boolean
  /** Whether it has comments that MySQL executes, or not, by its version. */
  readonly hasExecutedComments: boolean
  /** Whether these are all of its lexemes: a text may have too many. */
  readonly isWhole: boolean
  /** Whether it has strings in which MySQL takes backslashes for themselves, or not, by its settings. */
  readonly hasBackslashes: boolean
}

const signs = new Map<string, Lexeme>()

/** Signs that have no partner are all alike. */
export function signLexeme(sign: string): Lexeme {
  let lexeme = signs.get(sign)
  if (!lexeme) {
    lexeme = { kind: 'sign', key: sign, text: sign, isCertain: true, at: -1 }
    // Whatever a text holds may come here, and a text may hold every character there is.
    if (sign.charCodeAt(0) < 0x80) signs.set(sign, lexeme)
  }
  return lexeme
}

export function openingLexeme(sign: string): Lexeme {
  return { kind: 'sign', key: sign, text: sign, isCertain: true, at: -1 }
}

/** Keywords are plain ASCII: `ſet` would become one in capitals. */
export function wordLexeme(text: string): Lexeme {
  return { kind: 'word', key: isPlain.test(text) ? text.toUpperCase() : '', text, isCertain: true, at: -1 }
}

const isPlain = /^[\w$]*$/

export function textLexeme(kind: LexemeKind, text: string, isCertain = true): Lexeme {
  return { kind, key: '', text, isCertain, at: -1 }
}

/** By its settings MySQL takes it for a text or for a name; told by its key. */
export function doubleQuotedLexeme(text: string): Lexeme {
  return { ...textLexeme('string', text), key: '"' }
}

/** `at` is the parameter's place; there is none before the first. */
export function parameterLexeme(at: number): Lexeme {
  if (!(at >= 0)) return textLexeme('opaque', '?')
  return { kind: 'parameter', key: '', text: '?', isCertain: true, at }
}
