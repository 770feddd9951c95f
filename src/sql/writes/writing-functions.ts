import type { Cursor } from '../lexer/cursor'
import type { Statement } from '../statement'
import { unknown } from '../clauses/table-write'
import type { Lexeme } from '../lexer/lexeme'
import { words } from '../lexer/words'

/** The functions that are said to write, to be found where statements call them. */
export class WritingFunctions {
  readonly #names: readonly { readonly path: readonly string[]; readonly shown: string }[]

  constructor(names: readonly string[]) {
    this.#names = names.map(withoutQuotes).flatMap((shown) => {
      const path = shown
        .toLowerCase()
        .split('.')
        .map((name) => name.trim())
      return path.at(-1) === '' ? [] : [{ path, shown }]
    })
  }

  /** What finds their names in a text, wherever they stand; `undefined` when capitals may hide them from it. */
  get pattern(): string | undefined {
    const last = this.#names.map(({ path }) => path.at(-1) as string)
    return last.every((name) => /^[\w$]+$/.test(name))
      ? last.map((name) => name.replaceAll('$', '\\$')).join('|')
      : undefined
  }

  /** One statement of unknown effect for each of them that is called. */
  calledIn(cursor: Cursor): readonly Statement[] {
    if (this.#names.length === 0) return []
    const called = new Set<string>()
    const lexemes: Lexeme[] = []
    for (let lexeme = cursor.next(); lexeme; lexeme = cursor.next()) {
      if (lexeme.key === '(') for (const name of this.#calledBy(lexemes)) called.add(name)
      lexemes.push(lexeme)
    }
    return [...called].map((name) => unknown(`${name}()`))
  }

  #calledBy(lexemes: readonly Lexeme[]): readonly string[] {
    const name = nameAt(lexemes, -1)
    if (name === undefined) return []
    const qualifier = lexemes.at(-2)?.key === '.' ? nameAt(lexemes, -3) : undefined
    if (isDefinition(lexemes.at(qualifier === undefined ? -2 : -4))) return []
    return this.#names
      .filter(({ path }) => {
        const owner = path.at(-2)
        return path.at(-1) === name && (owner === undefined || qualifier === undefined || owner === qualifier)
      })
      .map(({ shown }) => shown)
  }
}

function nameAt(lexemes: readonly Lexeme[], at: number): string | undefined {
  const lexeme = lexemes.at(at)
  return lexeme && lexeme.kind !== 'sign' ? lexeme.text.toLowerCase() : undefined
}

/** What `CREATE FUNCTION name (` and `EXECUTE PROCEDURE name (` of a trigger name is not called now. */
function isDefinition(before: Lexeme | undefined): boolean {
  return before !== undefined && definitions.has(before.key)
}

function withoutQuotes(name: string): string {
  return name
    .replaceAll(/["`[\]]/g, '')
    .replace(/\(.*$/s, '')
    .trim()
}

const definitions = words('FUNCTION PROCEDURE ROUTINE CALL EXEC EXECUTE')
