import type { Dialect } from '../statement'
import type { Lexeme } from '../lexer/lexeme'

/** Whether all brackets have their partners, and each database cuts the text into these lexemes. */
export function areTelling(dialect: Dialect, lexemes: readonly Lexeme[]): boolean {
  const open: string[] = []
  for (const [at, lexeme] of lexemes.entries()) {
    const closing = closingOf(lexeme)
    if (closing) open.push(closing)
    else if ((lexeme.key === ')' || lexeme.key === ']') && open.pop() !== lexeme.key) return false
    if (isDoubtful(dialect, lexeme, lexemes[at + 1])) return false
  }
  return open.length === 0
}

function closingOf({ key }: Lexeme): string | undefined {
  if (key === '(') return ')'
  return key === '[' ? ']' : undefined
}

function isDoubtful(dialect: Dialect, lexeme: Lexeme, next: Lexeme | undefined): boolean {
  switch (dialect) {
    case 'postgres':
      return false
    // `1.FROM` and `1e5FROM` are a number and a keyword. Drivers put anything where `??` stands.
    case 'mysql':
      return lexeme.key === '??' || (lexeme.kind === 'word' && /^[\d.]/.test(lexeme.text))
    // `$a(/*)` is a variable.
    case 'sqlite':
      return lexeme.kind === 'opaque' && next?.key === '('
  }
}
