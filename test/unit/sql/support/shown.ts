import type { Statement, TableWrite, Value } from '../../../../src/sql/statement'

/** Statements as one line of text, for expectations to be read at a glance; only what is special is shown. */
export function shown(statements: readonly Statement[]): string {
  return statements.map(shownStatement).join(' ; ') || 'nothing'
}

function shownStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'write':
      return `${statement.commits ? 'commits! ' : ''}${statement.writes.map(shownWrite).join(' & ')}`.trim()
    case 'unknown':
      return `unknown ${statement.name}`
    case 'everything':
      return statement.commits ? 'commits! everything' : 'everything'
    case 'begin':
    case 'prepare':
      return statement.kind
    case 'commit':
    case 'rollback':
      return statement.chains ? `${statement.kind} and chain` : statement.kind
    default:
      return `${statement.kind} ${statement.name}`
  }
}

/** The table of `UPDATE users SET name = $1 WHERE id = $2`: `update users{name=$1} where id=$2`. */
function shownWrite(write: TableWrite): string {
  const isRowWise = write.verb === 'insert' || write.verb === 'update' || write.verb === 'delete'
  return [
    `${write.verb} ${write.table.join('.')}${shownContent(write)}`,
    ...(write.verb === 'insert' ? shownConflict(write) : []),
    ...(write.matches || isWide(write) ? [`where ${shownMatches(write)}`] : []),
    ...(write.returning.length > 0 ? [`returning ${shownReturning(write)}`] : []),
    ...(write.cascades ? ['cascade'] : []),
    ...(isRowWise !== write.isCounted ? [isRowWise ? 'uncounted' : 'counted'] : []),
  ].join(' ')
}

function isWide({ verb }: TableWrite): boolean {
  return verb === 'update' || verb === 'delete'
}

function shownContent({ verb, columns, rows, set }: TableWrite): string {
  if (verb === 'insert') return `(${columns?.join(',') ?? '?'})${rows ? shownRows(rows) : '?'}`
  if (verb !== 'update') return ''
  const listed = [...set].map(([column, value]) => `${column}=${shownValue(value)}`).join(',')
  if (columns?.join() !== [...set.keys()].join()) return `{${columns?.join(',') ?? '?'}}${listed}`
  return `{${listed}}`
}

function shownRows(rows: NonNullable<TableWrite['rows']>): string {
  return rows.map((row) => `(${row.map(shownValue).join(',')})`).join('')
}

function shownConflict({ onConflict, conflictTarget, set }: TableWrite): string[] {
  if (!onConflict && !conflictTarget && set.size === 0) return []
  const target = conflictTarget ? `(${conflictTarget.join(',')})` : ''
  const values = [...set].map(([column, value]) => `${column}=${shownValue(value)}`).join(',')
  return [`or ${onConflict ?? 'fail'}${target}${values === '' ? '' : `{${values}}`}`]
}

export function shownMatches({ matches }: Pick<TableWrite, 'matches'>): string {
  if (!matches) return '?'
  return matches.map((one) => [...one].map(([name, value]) => `${name}=${shownValue(value)}`).join('&')).join('|')
}

export function shownValue(value: Value): string {
  switch (value.kind) {
    case 'parameter':
      return `$${value.at + 1}`
    case 'element':
      return `any $${value.at + 1}`
    case 'literal':
      return typeof value.value === 'string' ? `'${value.value}'` : String(value.value)
    case 'number':
      return value.text
    case 'null':
      return 'is null'
    case 'default':
      return 'default'
    case 'inserted':
      return `new ${value.column}`
    case 'expression':
      return '…'
  }
}

function shownReturning({ returning }: TableWrite): string {
  return returning === '*' ? '*' : returning.join(',')
}
