import type { Dialect } from '../statement'

const executedComment = /\/\*M?!\d{0,6}/y
const lineEnd = /[\r\n]/g
const nesting = /\/\*|\*\//g

/** Where the text goes on behind a comment that begins at `at`; `undefined` when none does. */
export function endOfComment(dialect: Dialect, sql: string, at: number): number | undefined {
  switch (sql.charCodeAt(at)) {
    case 0x2d:
      return isDashComment(dialect, sql, at) ? endOfLine(dialect, sql, at) : undefined
    case 0x23:
      return dialect === 'mysql' ? endOfLine(dialect, sql, at) : undefined
    case 0x2f:
      return sql.charCodeAt(at + 1) === 0x2a ? endOfBlockComment(dialect, sql, at) : undefined
    default:
      return undefined
  }
}

/** Where the content of a comment begins that MySQL or MariaDB executes; `undefined` when none begins at `at`. */
export function startOfExecuted(dialect: Dialect, sql: string, at: number): number | undefined {
  if (dialect !== 'mysql') return undefined
  executedComment.lastIndex = at
  return executedComment.test(sql) ? executedComment.lastIndex : undefined
}

/** MySQL reads `1--1` as a subtraction. */
function isDashComment(dialect: Dialect, sql: string, at: number): boolean {
  if (sql.charCodeAt(at + 1) !== 0x2d) return false
  return dialect !== 'mysql' || !(sql.charCodeAt(at + 2) > 0x20)
}

/** PostgreSQL ends a line at a carriage return, too. */
function endOfLine(dialect: Dialect, sql: string, at: number): number {
  if (dialect !== 'postgres') {
    const feed = sql.indexOf('\n', at)
    return feed < 0 ? sql.length : feed
  }
  lineEnd.lastIndex = at
  return lineEnd.exec(sql)?.index ?? sql.length
}

function endOfBlockComment(dialect: Dialect, sql: string, at: number): number {
  if (dialect !== 'postgres') {
    const closing = sql.indexOf('*/', at + 2)
    return closing < 0 ? sql.length : closing + 2
  }
  let depth = 0
  nesting.lastIndex = at
  for (let match = nesting.exec(sql); match; match = nesting.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1
    if (depth === 0) return nesting.lastIndex
  }
  return sql.length
}
