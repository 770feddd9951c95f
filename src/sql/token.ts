export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'sign' | 'opaque'

/** The smallest piece of SQL that means something. */
export interface Token {
  /** `quoted` is a name in quotes, `opaque` a value or variable whose content the text doesn't tell. */
  readonly kind: TokenKind
  /** What keywords and signs are told by: a word in capitals, the sign itself, nothing for the rest. */
  readonly key: string
  /** A word or number as it is written, a string or quoted name without its quotes. */
  readonly text: string
  /** Whether `text` is certainly what the database reads; escapes may mean something else to it. */
  readonly isCertain: boolean
  /** The place of a parameter, from 0; for an opening bracket the index of its closing one. */
  at: number
}

/** A text, cut into tokens. */
export interface TokenizedText {
  readonly tokens: readonly Token[]
  /** Whether the database may read it in another way: a string without an end, a NUL, a comment that it may execute. */
  readonly isDoubtful: boolean
  /** Whether it has comments that MySQL executes, or not, by its version. */
  readonly hasExecutedComments: boolean
  /** Whether these are all of its tokens: a text may have too many. */
  readonly isWhole: boolean
  /** Whether it has strings in which MySQL takes backslashes for themselves, or not, by its settings. */
  readonly hasBackslashes: boolean
}

const signs = new Map<string, Token>()

/** Signs that have no partner are all alike. */
export function signToken(sign: string): Token {
  let token = signs.get(sign)
  if (!token) {
    token = { kind: 'sign', key: sign, text: sign, isCertain: true, at: -1 }
    // Whatever a text holds may come here, and a text may hold every character there is.
    if (sign.charCodeAt(0) < 0x80) signs.set(sign, token)
  }
  return token
}

export function openingToken(sign: string): Token {
  return { kind: 'sign', key: sign, text: sign, isCertain: true, at: -1 }
}

/** Keywords are plain ASCII: `ſet` would become one in capitals. */
export function wordToken(text: string): Token {
  return { kind: 'word', key: isAscii.test(text) ? text.toUpperCase() : '', text, isCertain: true, at: -1 }
}

const isAscii = /^[\w$]*$/

export function textToken(kind: TokenKind, text: string, isCertain = true): Token {
  return { kind, key: '', text, isCertain, at: -1 }
}

/** By its settings MySQL takes it for a text or for a name; told by its key. */
export function doubleQuotedToken(text: string): Token {
  return { ...textToken('string', text), key: '"' }
}

/** `at` is the parameter's place; there is none before the first. */
export function parameterToken(at: number): Token {
  if (!(at >= 0)) return textToken('opaque', '?')
  return { kind: 'parameter', key: '', text: '?', isCertain: true, at }
}
