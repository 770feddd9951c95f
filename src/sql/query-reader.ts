import { Classifier } from './classifier'
import { effectiveFunctions } from './effective-functions'
import { Memo } from './memo'
import { type QueryReading, readQuery } from './query-reading'
import { splitStatements } from './split-statements'
import type { Dialect } from './statement'
import { areTelling } from './telling-tokens'
import { Tokenizer } from './tokenizer'

export type { QueryReading } from './query-reading'

/** Tells what queries read. */
export class QueryReader {
  readonly #dialect: Dialect
  readonly #classifier: Classifier
  readonly #memo = new Memo<{ readonly reading: QueryReading | undefined }>()

  /** `writingFunctions`: the names of more functions that write, or read tables. */
  constructor(dialect: Dialect, writingFunctions: readonly string[] = []) {
    this.#dialect = dialect
    this.#classifier = new Classifier(dialect, [...effectiveFunctions, ...writingFunctions])
  }

  /**
   * What the one query of a text reads. Functions in its expressions are taken to read no tables.
   * @returns `undefined` when it is not one statement that only reads, or can't be told which tables it reads
   */
  of(sql: string): QueryReading | undefined {
    const known = this.#memo.get(sql)
    if (known) return known.reading
    const reading = this.#read(sql)
    this.#memo.set(sql, { reading })
    return reading
  }

  #read(sql: string): QueryReading | undefined {
    if (this.#classifier.of(sql).length > 0) return undefined
    const { tokens, isDoubtful, isWhole } = new Tokenizer(this.#dialect, sql).read()
    if (isDoubtful || !isWhole || !areTelling(this.#dialect, tokens)) return undefined
    const [statement, ...others] = splitStatements(this.#dialect, tokens)
    return statement && others.length === 0 ? readQuery(statement.cursor) : undefined
  }
}
