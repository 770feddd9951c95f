import type { Dialect } from './statement'
import type { Token } from './token'

/** Whether all brackets have their partners, and each database cuts the text into these tokens. */
export function areTelling(dialect: Dialect, tokens: readonly Token[]): boolean {
  const open: string[] = []
  for (const [at, token] of tokens.entries()) {
    const closing = closingOf(token)
    if (closing) open.push(closing)
    else if ((token.key === ')' || token.key === ']') && open.pop() !== token.key) return false
    if (isDoubtful(dialect, token, tokens[at + 1])) return false
  }
  return open.length === 0
}

function closingOf({ key }: Token): string | undefined {
  if (key === '(') return ')'
  return key === '[' ? ']' : undefined
}

function isDoubtful(dialect: Dialect, token: Token, next: Token | undefined): boolean {
  switch (dialect) {
    case 'postgres':
      return false
    // `1.FROM` and `1e5FROM` are a number and a keyword. Drivers put anything where `??` stands.
    case 'mysql':
      return token.key === '??' || (token.kind === 'word' && /^[\d.]/.test(token.text))
    // `$a(/*)` is a variable.
    case 'sqlite':
      return token.kind === 'opaque' && next?.key === '('
  }
}
