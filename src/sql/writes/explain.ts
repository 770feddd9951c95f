import type { Cursor } from '../lexer/cursor'
import type { Statement } from '../statement'
import { unanswered, withWrites } from '../clauses/table-write'
import type { Lexeme } from '../lexer/lexeme'
import { isListNext } from '../clauses/parentheses'
import { words } from '../lexer/words'

type ReadStatement = (cursor: Cursor) => readonly Statement[]

/** What EXPLAIN does, from behind its verb: nothing, or what the statement does that it analyzes. */
export function readExplain(cursor: Cursor, readStatement: ReadStatement): readonly Statement[] {
  let executes = false
  for (;;) {
    if (isListNext(cursor)) executes = readOptions(cursor.group()) || executes
    else if (cursor.takes('ANALYZE') || cursor.takes('ANALYSE')) executes = true
    else if (!skipOption(cursor)) return executes ? execute(cursor, readStatement) : []
  }
}

/** MariaDB's `ANALYZE FORMAT=JSON UPDATE …`, which executes what it analyzes; others gather statistics. */
export function readAnalyze(cursor: Cursor, readStatement: ReadStatement): readonly Statement[] {
  skipOption(cursor)
  return execute(cursor, readStatement)
}

function execute(cursor: Cursor, readStatement: ReadStatement): readonly Statement[] {
  return readStatement(cursor).map((statement) => withWrites(statement, unanswered))
}

/** Whether the options of `EXPLAIN (ANALYZE, …)` execute the statement. */
function readOptions(options: Cursor | undefined): boolean {
  return (options?.split() ?? []).some((option) => {
    if (!isAnalyze(option.next())) return false
    return !option.is('OFF') && !option.is('FALSE') && option.lexeme?.text !== '0'
  })
}

/** PostgreSQL takes the names of options in quotes, too, in which they may hide behind escapes. */
function isAnalyze(name: Lexeme | undefined): boolean {
  if (name?.kind === 'quoted') return !name.isCertain || name.text === 'analyze'
  return name?.key === 'ANALYZE' || name?.key === 'ANALYSE'
}

function skipOption(cursor: Cursor): boolean {
  if (cursor.takesOneOf(bareOptions)) return true
  if (cursor.is('FORMAT', '=')) {
    for (let i = 0; i < 3; i++) cursor.next()
    return true
  }
  // MySQL's `INTO @plan` and `FOR SCHEMA shop`.
  if (cursor.takes('FOR')) cursor.next()
  else if (!cursor.takes('INTO')) return false
  cursor.next()
  return true
}

const bareOptions = words('VERBOSE EXTENDED PARTITIONS QUERY PLAN')
