import type { Lexeme } from '../lexer/lexeme'
import { spellingOf } from '../lexer/names'
import type { Dialect } from '../statement'

/** The common table expressions that are in reach at one place of a statement. They hide the tables of their names. */
export class Scope {
  readonly #dialect: Dialect
  /** By their names, those of one WITH in their order; its scopes share them, and each reaches so many. */
  readonly #places: Map<string, number>
  readonly #reached: number
  readonly #outer: Scope | undefined
  /** How many WITH are around this place. */
  readonly depth: number

  private constructor(dialect: Dialect, places: Map<string, number>, reached: number, outer: Scope | undefined) {
    this.#dialect = dialect
    this.#places = places
    this.#reached = reached
    this.#outer = outer
    this.depth = outer ? outer.depth + 1 : 0
  }

  static of(dialect: Dialect): Scope {
    return new Scope(dialect, new Map(), 0, undefined)
  }

  /** Behind a WITH, before its first expression. In MariaDB what is defined around it may not be in reach there. */
  inner(): Scope {
    return new Scope(this.#dialect, new Map(), 0, this.#dialect === 'mysql' ? undefined : this)
  }

  with(name: Lexeme): Scope {
    const key = spellingOf(this.#dialect, name)
    if (!this.#places.has(key)) this.#places.set(key, this.#reached)
    return new Scope(this.#dialect, this.#places, this.#reached + 1, this.#outer)
  }

  has(name: Lexeme): boolean {
    const place = this.#places.get(spellingOf(this.#dialect, name))
    return (place !== undefined && place < this.#reached) || (this.#outer?.has(name) ?? false)
  }
}
