import type { Cursor } from '../lexer/cursor'
import type { Reading } from '../lexer/readings'
import type { Statement } from '../statement'
import { isVerb, readStatement } from './statement-reader'
import { coarse, unknown, withWrites, writing } from '../clauses/table-write'
import type { WritingFunctions } from './writing-functions'

/** What decides what statements do, besides their text. */
export interface Circumstances {
  readonly functions: WritingFunctions
  /** Whether the driver executes the first statement of a text and leaves the others out. */
  readonly takesOne: boolean
}

/** The statements of a text that do something, in their order, by all ways of reading it; none for reads. */
export function statementsOf(
  [first, ...others]: readonly [Reading, ...Reading[]],
  circumstances: Circumstances,
): readonly Statement[] {
  const statements = readReading(first, circumstances)
  for (const other of others) statements.push(...hiddenBehind(statements, readReading(other, circumstances, isKnown)))
  return statements
}

function readReading(
  { statements: all, isDoubtful, isWhole }: Reading,
  { functions, takesOne }: Circumstances,
  isRead: (statement: Cursor) => boolean = () => true,
): Statement[] {
  if (!isWhole) return [{ kind: 'everything', commits: false }]
  const executed = takesOne ? all.slice(0, 1) : all
  const statements = executed.flatMap(({ cursor, isInBlock }) => {
    const read = isRead(cursor) ? readOne(cursor.rest(), functions) : []
    return isInBlock ? read.filter((one) => !isTransactionStatement(one)) : read
  })
  return isDoubtful ? statements.map((one) => withWrites(one, coarse)) : statements
}

function readOne(cursor: Cursor, functions: WritingFunctions): readonly Statement[] {
  const whole = cursor.rest()
  const verb = cursor.lexeme?.text ?? ''
  const read = readStatement(cursor)
  const statements = hasNamePlaces(whole.rest()) ? withoutNames(read, verb) : read
  return [...statements, ...functions.calledIn(whole)]
}

function isTransactionStatement({ kind }: Statement): boolean {
  return kind !== 'write' && kind !== 'everything' && kind !== 'unknown'
}

/** What begins with no verb in one way of reading is refused there. */
function isKnown(statement: Cursor): boolean {
  return isVerb(statement.lexeme?.key ?? '')
}

/** What is done as well if the database reads the text in another way. */
function hiddenBehind(statements: readonly Statement[], others: readonly Statement[]): readonly Statement[] {
  const known = new Set(statements.map(comparable))
  const tables = new Set(statements.flatMap(tablesOf))
  return others.flatMap((one) => {
    if (known.has(comparable(one))) return []
    if (isTransactionStatement(one)) return [possibleCommit]
    const isHidden = one.kind !== 'write' || one.commits || tablesOf(one).some((table) => !tables.has(table))
    return isHidden ? [one] : []
  })
}

/** The transaction may end, which the server tells. */
const possibleCommit = writing([], true)

function comparable(statement: Statement): string {
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
  for (let lexeme = cursor.next(); lexeme; lexeme = cursor.next()) if (lexeme.key === '??') return true
  return false
}

function withoutNames(statements: readonly Statement[], verb: string): readonly Statement[] {
  return statements.some(({ kind }) => kind === 'write') ? [unknown(verb)] : statements
}
