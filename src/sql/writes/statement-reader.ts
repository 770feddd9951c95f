import { readAlter } from './alter'
import { readCopy, readLoad } from './bulk-loads'
import { readWith } from '../clauses/common-table-expressions'
import { readCreate } from './create'
import type { Cursor } from '../lexer/cursor'
import { readDelete } from './delete'
import { readDrop } from './drop'
import { readAnalyze, readExplain } from './explain'
import { readInsert } from './insert'
import { readMerge } from './merge'
import { isCommittingRead, isRead } from './reads'
import { readRefresh, readRename } from './rename'
import { readSelect } from './select-into'
import { readSet } from './set'
import type { Statement } from '../statement'
import { unknown, writing, writingOrUnknown } from '../clauses/table-write'
import { readBegin, readCommit, readRelease, readRollback, readSave, readSavepoint } from './transactions'
import { readTruncate } from './truncate'
import { readDeclare, readDo, readRoutine, readXa } from './routines'
import { readUpdate } from './update'

type VerbReader = (cursor: Cursor, readInner: (cursor: Cursor) => readonly Statement[]) => readonly Statement[]

/** What one statement does; nothing if it only reads. */
export function readStatement(cursor: Cursor, depth = 0): readonly Statement[] {
  while (cursor.takes('('));
  const verb = cursor.next()
  if (!verb) return []
  if (verb.key === '' || depth > DEEPEST) return [unknown(verb.text)]
  const own = ownMeaning(cursor, verb.key)
  if (own) return own
  const read = readers.get(verb.key)
  return read ? read(cursor, (inner) => readStatement(inner, depth + 1)) : [unknown(verb.text)]
}

/** Whether a statement begins with this word. */
export function isVerb(key: string): boolean {
  return readers.has(key)
}

/** Statements within others. */
const DEEPEST = 50

/** What a verb means that says it all by itself. */
function ownMeaning(cursor: Cursor, verb: string): readonly Statement[] | undefined {
  const { dialect } = cursor
  if (verb === 'ANALYZE' && dialect === 'mysql' && !gathersStatistics(cursor)) return undefined
  if (isCommittingRead(dialect, verb)) return cursor.is('INSTANCE') || cursor.is('PERSIST') ? [] : [writing([], true)]
  if (verb === 'PREPARE' && cursor.is('TRANSACTION')) return undefined
  return isRead(dialect, verb) && !(verb === 'SET' && dialect === 'mysql') ? [] : undefined
}

function gathersStatistics(cursor: Cursor): boolean {
  const isLocal = cursor.is('LOCAL') || cursor.is('NO_WRITE_TO_BINLOG')
  return (isLocal ? cursor.ahead(1) : cursor.lexeme)?.key.startsWith('TABLE') ?? false
}

const readers: ReadonlyMap<string, VerbReader> = new Map<string, VerbReader>([
  ['SELECT', readSelect],
  ['WITH', readWith],
  ['INSERT', (cursor) => writingOrUnknown('INSERT', readInsert(cursor, 'INSERT'))],
  ['REPLACE', (cursor) => writingOrUnknown('REPLACE', readInsert(cursor, 'REPLACE'))],
  ['UPSERT', (cursor) => writingOrUnknown('UPSERT', readInsert(cursor, 'UPSERT'))],
  ['UPDATE', (cursor) => writingOrUnknown('UPDATE', readUpdate(cursor))],
  ['DELETE', (cursor) => writingOrUnknown('DELETE', readDelete(cursor))],
  ['MERGE', (cursor) => writingOrUnknown('MERGE', readMerge(cursor))],
  ['TRUNCATE', (cursor) => writingOrUnknown('TRUNCATE', readTruncate(cursor), cursor.dialect === 'mysql')],
  ['COPY', readCopy],
  ['LOAD', readLoad],
  ['EXPLAIN', readExplain],
  ['DESCRIBE', readExplain],
  ['DESC', readExplain],
  ['ANALYZE', readAnalyze],
  ['CREATE', readCreate],
  ['ALTER', readAlter],
  ['DROP', readDrop],
  ['RENAME', readRename],
  ['REFRESH', (cursor) => writingOrUnknown('REFRESH', readRefresh(cursor))],
  ['IMPORT', (cursor) => [{ kind: 'everything', commits: cursor.dialect === 'mysql' }]],
  ['SET', readSet],
  ['BEGIN', (cursor) => readBegin(cursor, 'BEGIN')],
  ['START', (cursor) => readBegin(cursor, 'START')],
  ['COMMIT', (cursor) => readCommit(cursor, 'COMMIT')],
  ['END', (cursor) => readCommit(cursor, 'END')],
  ['ROLLBACK', readRollback],
  ['ABORT', readRollback],
  ['SAVEPOINT', readSavepoint],
  ['SAVE', readSave],
  ['RELEASE', readRelease],
  ['PREPARE', () => [{ kind: 'prepare' }]],
  ['XA', readXa],
  ['CALL', (cursor) => readRoutine(cursor, 'CALL')],
  ['EXEC', (cursor) => readRoutine(cursor, 'EXEC')],
  ['EXECUTE', (cursor) => readRoutine(cursor, 'EXECUTE')],
  ['DO', readDo],
  ['DECLARE', readDeclare],
])
