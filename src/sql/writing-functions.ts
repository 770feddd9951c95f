import type { Cursor } from './cursor'
import type { Statement } from './statement'
import { unknown } from './table-write'
import type { Token } from './token'

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
    const tokens: Token[] = []
    for (let token = cursor.next(); token; token = cursor.next()) {
      if (token.key === '(') for (const name of this.#calledBy(tokens)) called.add(name)
      tokens.push(token)
    }
    return [...called].map((name) => unknown(`${name}()`))
  }

  #calledBy(tokens: readonly Token[]): readonly string[] {
    const name = nameAt(tokens, -1)
    if (name === undefined) return []
    const qualifier = tokens.at(-2)?.key === '.' ? nameAt(tokens, -3) : undefined
    if (isDefinition(tokens.at(qualifier === undefined ? -2 : -4))) return []
    return this.#names
      .filter(({ path }) => {
        const owner = path.at(-2)
        return path.at(-1) === name && (owner === undefined || qualifier === undefined || owner === qualifier)
      })
      .map(({ shown }) => shown)
  }
}

function nameAt(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens.at(at)
  return token && token.kind !== 'sign' ? token.text.toLowerCase() : undefined
}

/** What `CREATE FUNCTION name (` and `EXECUTE PROCEDURE name (` of a trigger name is not called now. */
function isDefinition(before: Token | undefined): boolean {
  return before !== undefined && definitions.has(before.key)
}

function withoutQuotes(name: string): string {
  return name
    .replaceAll(/["`[\]]/g, '')
    .replace(/\(.*$/s, '')
    .trim()
}

const definitions: ReadonlySet<string> = new Set(['FUNCTION', 'PROCEDURE', 'ROUTINE', 'CALL', 'EXEC', 'EXECUTE'])
