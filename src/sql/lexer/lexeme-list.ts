import { type Lexeme, openingLexeme, signLexeme } from './lexeme'

/** Lexemes in their order, in which each opening bracket learns where its closing one is. */
export class LexemeList {
  readonly lexemes: Lexeme[] = []
  readonly #open: number[] = []

  get last(): Lexeme | undefined {
    return this.lexemes.at(-1)
  }

  add(lexeme: Lexeme): void {
    this.lexemes.push(lexeme)
  }

  addSign(sign: string): void {
    const isOpening = sign === '(' || sign === '['
    if (isOpening) this.#open.push(this.lexemes.length)
    else if (sign === ')' || sign === ']') this.#closeLast()
    else if (sign === ';') this.closeAll()
    this.add(isOpening ? openingLexeme(sign) : signLexeme(sign))
  }

  /** No bracket reaches over the end of its statement. */
  closeAll(): void {
    while (this.#open.length > 0) this.#closeLast()
  }

  #closeLast(): void {
    const opening = this.#open.pop()
    const lexeme = opening === undefined ? undefined : this.lexemes[opening]
    if (lexeme) lexeme.at = this.lexemes.length
  }
}
