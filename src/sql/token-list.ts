import { type Token, openingToken, signToken } from './token'

/** Tokens in their order, in which each opening bracket learns where its closing one is. */
export class TokenList {
  readonly tokens: Token[] = []
  readonly #open: number[] = []

  get last(): Token | undefined {
    return this.tokens.at(-1)
  }

  add(token: Token): void {
    this.tokens.push(token)
  }

  addSign(sign: string): void {
    const isOpening = sign === '(' || sign === '['
    if (isOpening) this.#open.push(this.tokens.length)
    else if (sign === ')' || sign === ']') this.#closeLast()
    else if (sign === ';') this.closeAll()
    this.add(isOpening ? openingToken(sign) : signToken(sign))
  }

  /** No bracket reaches over the end of its statement. */
  closeAll(): void {
    while (this.#open.length > 0) this.#closeLast()
  }

  #closeLast(): void {
    const opening = this.#open.pop()
    const token = opening === undefined ? undefined : this.tokens[opening]
    if (token) token.at = this.tokens.length
  }
}
