import type { Cursor } from './cursor'
import { Memo } from './memo'
import { PlainSelect } from './plain-select'
import { splitStatements } from './split-statements'
import { readingsOf } from './readings'
import { isVerb, readStatement } from './statement-reader'
import type { Dialect, Statement } from './statement'
import { coarse, unknown, withWrites, writing } from './table-write'
import type { TokenizedText } from './token'
import { WritingFunctions } from './writing-functions'

/** Tells what statements do. */
export class Classifier {
  readonly #dialect: Dialect
  readonly #takesOne: boolean
  readonly #functions: WritingFunctions
  readonly #plainSelect: PlainSelect
  readonly #memo = new Memo<readonly Statement[]>()
  /** Each statement is asked for twice in a row: before and after it runs. */
  #lastText: string | undefined
  #last: readonly Statement[] = nothing
  #isLastPlain = false

  /** `takesOne`: the driver executes the first statement of a text and leaves the others out. */
  constructor(dialect: Dialect, writingFunctions: readonly string[] = [], takesOne = false) {
    this.#dialect = dialect
    this.#takesOne = takesOne
    this.#functions = new WritingFunctions(writingFunctions)
    this.#plainSelect = new PlainSelect(this.#functions)
  }

  /** The statements of a text that do something, in their order; none for reads. The same text gives the same array. */
  of(sql: string): readonly Statement[] {
    if (sql === this.#lastText) return this.#last
    const isPlain = this.#plainSelect.test(sql)
    const statements = isPlain ? nothing : (this.#memo.get(sql) ?? this.#classify(sql))
    this.#lastText = sql
    this.#isLastPlain = isPlain
    this.#last = statements
    return statements
  }

  /** Whether a text is certainly one SELECT that writes and sets nothing. */
  isPlainRead(sql: string): boolean {
    if (sql !== this.#lastText) this.of(sql)
    return this.#isLastPlain
  }

  #classify(sql: string): readonly Statement[] {
    const [first, ...others] = readingsOf(this.#dialect, sql)
    const statements = this.#read(first)
    for (const other of others) statements.push(...hiddenBehind(statements, this.#read(other, isKnown)))
    const result = statements.length > 0 ? statements : nothing
    this.#memo.set(sql, result)
    return result
  }

  #read(
    { tokens, isDoubtful, isWhole }: TokenizedText,
    isRead: (statement: Cursor) => boolean = () => true,
  ): Statement[] {
    if (!isWhole) return [{ kind: 'everything', commits: false }]
    const all = splitStatements(this.#dialect, tokens)
    const executed = this.#takesOne ? all.slice(0, 1) : all
    const statements = executed.flatMap(({ cursor, isInBlock }) => {
      const read = isRead(cursor) ? this.#readOne(cursor) : []
      return isInBlock ? read.filter((one) => !isTransactionStatement(one)) : read
    })
    return isDoubtful ? statements.map((one) => withWrites(one, coarse)) : statements
  }

  #readOne(cursor: Cursor): readonly Statement[] {
    const whole = cursor.rest()
    const verb = cursor.token?.text ?? ''
    const read = readStatement(cursor)
    const statements = hasNamePlaces(whole.rest()) ? withoutNames(read, verb) : read
    return [...statements, ...this.#functions.calledIn(whole)]
  }
}

function isTransactionStatement({ kind }: Statement): boolean {
  return kind !== 'write' && kind !== 'everything' && kind !== 'unknown'
}

/** Shared by all reads. */
const nothing: readonly Statement[] = []

/** What begins with no verb in one way of reading is refused there. */
function isKnown(statement: Cursor): boolean {
  return isVerb(statement.token?.key ?? '')
}

/** What is done as well if the database reads the text in another way. */
function hiddenBehind(statements: readonly Statement[], others: readonly Statement[]): readonly Statement[] {
  const known = new Set(statements.map(shown))
  const tables = new Set(statements.flatMap(tablesOf))
  return others.flatMap((one) => {
    if (known.has(shown(one))) return []
    if (isTransactionStatement(one)) return [mayCommit]
    const isHidden = one.kind !== 'write' || one.commits || tablesOf(one).some((table) => !tables.has(table))
    return isHidden ? [one] : []
  })
}

/** The transaction may end, which the server tells. */
const mayCommit = writing([], true)

function shown(statement: Statement): string {
  switch (statement.kind) {
    case 'write':
      return `write ${statement.commits} ${tablesOf(statement).join(' ')}`
    case 'unknown':
      return `unknown ${statement.name}`
    default:
      return statement.kind
  }
}

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
