import type { Cursor } from '../lexer/cursor'
import { readName } from '../lexer/names'
import type { Statement } from '../statement'
import { unknown } from '../clauses/table-write'
import { words } from '../lexer/words'

/** BEGIN and START, from behind the verb; the same words begin blocks of statements elsewhere. */
export function readBegin(cursor: Cursor, verb: string): readonly Statement[] {
  if (verb === 'START' && !cursor.is('TRANSACTION')) {
    return cursor.lexeme && replication.has(cursor.lexeme.key) ? [] : [unknown(verb)]
  }
  return cursor.lexeme && !beginWords.has(cursor.lexeme.key) ? [unknown(verb)] : [{ kind: 'begin' }]
}

/** COMMIT and END, from behind the verb. */
export function readCommit(cursor: Cursor, verb: string): readonly Statement[] {
  if (cursor.is('PREPARED')) return [unknown('COMMIT PREPARED')]
  // It ends a block there, and no transaction.
  if (verb === 'END' && cursor.dialect === 'mysql') return [unknown(verb)]
  const isTransaction = cursor.takesOneOf(transactionWords)
  // Other statements end with END as well: `END IF`, `END LOOP`.
  if (verb === 'END' && !isTransaction && cursor.lexeme && !cursor.is('AND')) return [unknown(verb)]
  return [{ kind: 'commit', chains: readChains(cursor) }]
}

/** ROLLBACK and ABORT, from behind the verb. */
export function readRollback(cursor: Cursor): readonly Statement[] {
  if (cursor.is('PREPARED')) return []
  const isTransaction = cursor.takesOneOf(transactionWords)
  if (cursor.takes('TO')) {
    if (cursor.length > 1) cursor.takes('SAVEPOINT')
    return readNamed(cursor, 'rollback-to', 'ROLLBACK TO')
  }
  // SQL Server goes back to a savepoint in this way, which TypeORM uses.
  const isNamed = isTransaction && cursor.dialect === 'sqlite' && cursor.length > 0
  return isNamed ? readNamed(cursor, 'rollback-to', 'ROLLBACK') : [{ kind: 'rollback', chains: readChains(cursor) }]
}

export function readSavepoint(cursor: Cursor): readonly Statement[] {
  return readNamed(cursor, 'savepoint', 'SAVEPOINT')
}

/** SQL Server's `SAVE TRANSACTION name`. */
export function readSave(cursor: Cursor): readonly Statement[] {
  return cursor.takesOneOf(transactionWords) ? readNamed(cursor, 'savepoint', 'SAVE') : [unknown('SAVE')]
}

export function readRelease(cursor: Cursor): readonly Statement[] {
  if (cursor.length > 1) cursor.takes('SAVEPOINT')
  return readNamed(cursor, 'release', 'RELEASE')
}

function readNamed(cursor: Cursor, kind: 'savepoint' | 'release' | 'rollback-to', verb: string): readonly Statement[] {
  const name = readName(cursor)
  return [name === undefined ? unknown(verb) : { kind, name }]
}

function readChains(cursor: Cursor): boolean {
  return cursor.takes('AND', 'CHAIN')
}

const transactionWords = words('WORK TRANSACTION TRAN')
const beginWords: ReadonlySet<string> = new Set([
  ...transactionWords,
  ...'DEFERRED IMMEDIATE EXCLUSIVE CONCURRENT ISOLATION READ DEFERRABLE PRIORITY'.split(' '),
])
const replication = words('SLAVE REPLICA GROUP_REPLICATION ALL')
