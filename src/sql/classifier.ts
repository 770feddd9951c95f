import type { Cursor } from './cursor'
import { Memo } from './memo'
import { PlainSelect } from './plain-select'
import { splitStatements } from './split-statements'
import { readStatement } from './statement-reader'
import type { Dialect, Statement } from './statement'
import { coarse, unknown, withWrites } from './table-write'
import { Tokenizer } from './tokenizer'
import { WritingFunctions } from './writing-functions'

/** Tells what statements do. */
export class Classifier {
  readonly #dialect: Dialect
  readonly #functions: WritingFunctions
  readonly #plainSelect: PlainSelect
  readonly #memo = new Memo<readonly Statement[]>()
  /** Each statement is asked for twice in a row: before and after it runs. */
  #lastText: string | undefined
  #last: readonly Statement[] = nothing

  constructor(dialect: Dialect, writingFunctions: readonly string[] = []) {
    this.#dialect = dialect
    this.#functions = new WritingFunctions(writingFunctions)
    this.#plainSelect = new PlainSelect(this.#functions)
  }

  /** The statements of a text that do something, in their order; none for reads. The same text gives the same array. */
  of(sql: string): readonly Statement[] {
    if (sql === this.#lastText) return this.#last
    const statements = this.#plainSelect.test(sql) ? nothing : (this.#memo.get(sql) ?? this.#classify(sql))
    this.#lastText = sql
    this.#last = statements
    return statements
  }

  #classify(sql: string): readonly Statement[] {
    const { statements, hasExecutedComments } = this.#read(sql, true)
    if (hasExecutedComments) statements.push(...this.#withoutComments(sql, statements))
    const result = statements.length > 0 ? statements : nothing
    this.#memo.set(sql, result)
    return result
  }

  #read(
    sql: string,
    executesComments: boolean,
  ): { readonly statements: Statement[]; readonly hasExecutedComments: boolean } {
    const text = new Tokenizer(this.#dialect, sql, executesComments).read()
    if (!text.isWhole) return { statements: [{ kind: 'everything', commits: false }], hasExecutedComments: false }
    const statements = splitStatements(this.#dialect, text.tokens).flatMap(({ cursor, isInBlock }) => {
      const read = this.#readOne(cursor)
      return isInBlock ? read.filter((one) => !isTransactionStatement(one)) : read
    })
    const { hasExecutedComments } = text
    return {
      statements: text.isDoubtful ? statements.map((one) => withWrites(one, coarse)) : statements,
      hasExecutedComments,
    }
  }

  #readOne(cursor: Cursor): readonly Statement[] {
    const whole = cursor.rest()
    const verb = cursor.token?.text ?? ''
    const read = readStatement(cursor)
    const statements = hasNamePlaces(whole.rest()) ? withoutNames(read, verb) : read
    return [...statements, ...this.#functions.calledIn(whole)]
  }

  /** Some versions execute a comment and some don't: what is written without them counts as well. */
  #withoutComments(sql: string, statements: readonly Statement[]): readonly Statement[] {
    const known = new Set(statements.flatMap(tablesOf))
    return this.#read(sql, false).statements.filter((one) => tablesOf(one).some((table) => !known.has(table)))
  }
}

function isTransactionStatement({ kind }: Statement): boolean {
  return kind !== 'write' && kind !== 'everything' && kind !== 'unknown'
}

/** Shared by all reads. */
const nothing: readonly Statement[] = []

function tablesOf(statement: Statement): readonly string[] {
  return statement.kind === 'write' ? statement.writes.map(({ table }) => table.join('\0')) : []
}

/** MySQL's drivers put names where `??` stands. */
function hasNamePlaces(cursor: Cursor): boolean {
  if (cursor.dialect !== 'mysql') return false
  for (let token = cursor.next(); token; token = cursor.next()) if (token.key === '??') return true
  return false
}

function withoutNames(statements: readonly Statement[], verb: string): readonly Statement[] {
  return statements.some(({ kind }) => kind === 'write') ? [unknown(verb)] : statements
}
