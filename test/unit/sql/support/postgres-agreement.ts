import type { DeleteStmt, InsertStmt, Node, UpdateStmt } from 'libpg-query'
import { SqlReader } from '../../../../src/sql/sql-reader'
import type { QueryReading } from '../../../../src/sql/queries/query-reading'
import type { Statement, TableWrite, Value } from '../../../../src/sql/statement'
import { columnPath, conditionOf, constantOf, type Row } from './postgres-conditions'
import type { ParsedStatement } from './postgres-parser'
import { expressionsOf, locksRows, readBy } from './postgres-reads'
import { allSelectedInto, isUnknown, transactionOf, type TreeWrite, writesOf } from './postgres-writes'
import { shown, shownValue } from './shown'

/**
 * What the reader tells of one statement that PostgreSQL's tree of it denies.
 * @param isExact whether tables are denied as well that it does not write
 */
export function deniedByTree({ sql, tree }: ParsedStatement, isExact: boolean): readonly string[] {
  const statements = new SqlReader('postgres').statementsIn(sql)
  const transaction = transactionOf(tree)
  if (transaction !== undefined) {
    const told = shown(statements)
    return told === transaction ? [] : [`not ${told}, but ${transaction}`]
  }
  const denied = isUnknown(tree) && !statements.some(isCoarse) ? ['does more than is in its text'] : []
  const writes = writesOf(tree)
  const told = statements.flatMap((one) => (one.kind === 'write' ? one.writes : []))
  return [
    ...denied,
    ...(statements.some(isCoarse) ? [] : missed(writes, told)),
    ...(isExact && hasTables(tree) ? invented([...writes, ...allSelectedInto(tree)], told) : []),
    ...told.flatMap((one) => deniedDetails(one, writes)),
  ]
}

/**
 * What the reader tells of a query that PostgreSQL's tree of it denies.
 * @param isExact whether tables are denied as well that it does not read
 */
export function deniedReading(
  { tables, locks }: QueryReading,
  statements: readonly ParsedStatement[],
  isExact: boolean,
): readonly string[] {
  const [statement, ...others] = statements
  if (!statement || others.length > 0) return [`are ${statements.length} statements`]
  const { tree } = statement
  if (!('SelectStmt' in tree)) return [`is ${Object.keys(tree).join()}`]
  const told = tables.map(({ path }) => path.join('.'))
  const known = readBy(tree)
  // Those that RECURSIVE brings in reach before they are defined are taken for tables, which is coarse.
  const hidden = new Set(expressionsOf(tree))
  return [
    ...writesOf(tree).map((write) => `writes ${labelOf(write)}`),
    ...[...known].filter((table) => !told.includes(table)).map((table) => `reads ${table}`),
    ...told
      .filter((table) => isExact && !known.has(table) && !hidden.has(table))
      .map((table) => `does not read ${table}`),
    ...(locks === locksRows(tree) ? [] : [locks ? 'does not lock' : 'locks']),
  ]
}

function isCoarse({ kind }: Statement): boolean {
  return kind === 'unknown' || kind === 'everything'
}

function labelOf({ verb, path }: Pick<TreeWrite, 'verb' | 'path'>): string {
  return `${verb} ${path.join('.')}`
}

/** What a write of the reader stands for: an INSERT that meets a row may update it, and a MERGE is told so. */
function labelsOf({ verb, table, onConflict }: TableWrite): readonly string[] {
  const own = labelOf({ verb, path: table })
  const updates = verb === 'insert' && (onConflict === 'update' || onConflict === 'replace')
  return updates ? [own, ...(['update', 'merge'] as const).map((also) => labelOf({ verb: also, path: table }))] : [own]
}

function missed(writes: readonly TreeWrite[], told: readonly TableWrite[]): readonly string[] {
  const labels = new Set(told.flatMap(labelsOf))
  return writes.map(labelOf).flatMap((label) => (labels.has(label) ? [] : [`does ${label}`]))
}

/** Whether all tables that a statement writes are in its tree. */
function hasTables(tree: Node): boolean {
  return !Object.keys(tree).some(
    (kind) => kind.startsWith('Alter') || kind.startsWith('Create') || kind === 'RenameStmt',
  )
}

function invented(writes: readonly TreeWrite[], told: readonly TableWrite[]): readonly string[] {
  const paths = new Set(writes.map(({ path }) => path.join('.')))
  return told.flatMap(({ verb, table }) =>
    paths.has(table.join('.')) ? [] : [`does not ${labelOf({ verb, path: table })}`],
  )
}

/** What the tree denies of the columns, values and rows of one write. */
function deniedDetails(told: TableWrite, writes: readonly TreeWrite[]): readonly string[] {
  const same = writes.filter(({ verb, path }) => verb === told.verb && path.join('.') === told.table.join('.'))
  // Which of several is meant can't be told.
  const [write] = same.length === 1 ? same : []
  if (!write?.of) return []
  const returning = deniedReturning(told, write.of.returningClause?.exprs)
  if (write.verb === 'insert') return [...returning, ...deniedInsert(told, write.of)]
  const rows = deniedRows(told, write.of)
  return write.verb === 'update' ? [...returning, ...rows, ...deniedUpdate(told, write.of)] : [...returning, ...rows]
}

/** Whether the answer holds the target's columns is told by its names alone: they are ambiguous if others have them, too. */
function deniedReturning({ returning }: TableWrite, targets: readonly Node[] = []): readonly string[] {
  const columns = targets.flatMap((one) => {
    const { name, val } = 'ResTarget' in one ? one.ResTarget : {}
    if (!val || !('ColumnRef' in val)) return []
    const column = columnPath(val.ColumnRef)?.at(-1) ?? '*'
    return name === undefined || name === column ? [column] : []
  })
  return [...(returning === '*' ? ['*'] : returning)]
    .filter((name) => !columns.includes(name))
    .map((name) => `does not answer with ${name}`)
}

function deniedInsert(told: TableWrite, { cols = [], selectStmt, onConflictClause }: InsertStmt): readonly string[] {
  const columns = namesOf(cols)
  const lists = selectStmt && 'SelectStmt' in selectStmt ? (selectStmt.SelectStmt.valuesLists ?? []) : []
  const values = lists.map((list) => ('List' in list ? (list.List.items ?? []) : []))
  // `DEFAULT VALUES`
  const rows = selectStmt ? values : [[]]
  const conflict = conflicts[onConflictClause?.action ?? '']
  return [
    ...(told.columns && told.columns.join() !== columns.join() ? [`inserts columns ${columns.join()}`] : []),
    ...(told.rows && told.rows.length !== rows.length ? [`inserts ${rows.length} rows`] : []),
    ...(told.rows ?? []).flatMap((row, at) => row.flatMap((value, place) => deniedValue(value, rows[at]?.[place]))),
    ...(told.onConflict === conflict ? [] : [`meets a row and does ${conflict}`]),
    ...deniedSettings(told, onConflictClause?.targetList),
  ]
}

const conflicts: Readonly<Record<string, TableWrite['onConflict']>> = {
  ONCONFLICT_UPDATE: 'update',
  ONCONFLICT_NOTHING: 'ignore',
}

function deniedUpdate(told: TableWrite, { targetList = [] }: UpdateStmt): readonly string[] {
  const columns = namesOf(targetList)
  const left = columns.filter((name) => told.columns?.includes(name) === false)
  return [...left.map((name) => `updates column ${name}`), ...deniedSettings(told, targetList)]
}

function namesOf(targets: readonly Node[]): readonly string[] {
  return targets.flatMap((one) => ('ResTarget' in one ? [one.ResTarget.name ?? ''] : []))
}

function deniedSettings({ set }: TableWrite, targetList: readonly Node[] = []): readonly string[] {
  return [...set].flatMap(([column, value]) => {
    const target = targetList.findLast((one) => 'ResTarget' in one && one.ResTarget.name === column)
    return deniedValue(value, target && 'ResTarget' in target ? target.ResTarget.val : undefined)
  })
}

function deniedValue(value: Value, node: Node | undefined): readonly string[] {
  if (value.kind === 'expression') return []
  const actual = value.kind === 'inserted' ? insertedColumn(node) : constantOf(elementOf(node))
  const told = value.kind === 'inserted' ? value.column : shownConstant(value)
  return told === actual ? [] : [`has no value ${told}, but ${actual}`]
}

/** Each column of `(a, b) = (1, 2)` refers to the whole row. */
function elementOf(node: Node | undefined): Node | undefined {
  if (!node || !('MultiAssignRef' in node)) return node
  const { source, colno = 1 } = node.MultiAssignRef
  return source && 'RowExpr' in source ? source.RowExpr.args?.[colno - 1] : undefined
}

function insertedColumn(node: Node | undefined): string | undefined {
  const path = node && 'ColumnRef' in node ? columnPath(node.ColumnRef) : undefined
  return path?.length === 2 && path[0] === 'excluded' ? path[1] : undefined
}

function shownConstant(value: Value): string {
  // Numbers by their value, and what is no constant by its kind.
  if (value.kind === 'number') return String(Number(value.text.replaceAll('_', '')))
  return constants.includes(value.kind) ? shownValue(value) : value.kind
}

const constants: readonly Value['kind'][] = ['parameter', 'element', 'literal']

/** Rows that WHERE may mean and `matches` leave out, or the other way round where all that match are said to be meant. */
function deniedRows(told: TableWrite, of: UpdateStmt | DeleteStmt): readonly string[] {
  if (!told.matches || !of.relation) return []
  const others = 'usingClause' in of || 'fromClause' in of
  const condition = conditionOf(of.whereClause, of.relation)
  const constants = new Map([...condition.constants].map(([column, all]) => [column, new Set(all)]))
  for (const match of told.matches)
    for (const [column, value] of match)
      constants.set(column, (constants.get(column) ?? new Set()).add(shownConstant(value)))
  const denied = new Set(told.areAllMatched && others ? ['may leave rows out that match'] : [])
  for (const row of rowsOf(constants)) {
    const isMatched = told.matches.some((one) =>
      [...one].every(([name, value]) => row.get(name) === shownConstant(value)),
    )
    const { canBeTrue, canBeFalse } = condition.truth(row)
    if (canBeTrue && !isMatched) denied.add('may mean rows that do not match')
    if (isMatched && canBeFalse && told.areAllMatched) denied.add('may leave rows out that match')
  }
  return [...denied]
}

/** Rows with each of the constants, and with none of them; many enough, where all would be too many. */
function* rowsOf(constants: ReadonlyMap<string, ReadonlySet<string>>): Generator<Row> {
  const columns = [...constants].map(([name, all]) => [name, ['another', ...all]] as const)
  const total = columns.reduce((product, [, all]) => product * all.length, 1)
  // A step that shares no factor with the numbers of constants comes to all of their combinations.
  const step = total > MOST_ROWS ? 7919 : 1
  for (let i = 0, at = 0; i < Math.min(total, MOST_ROWS); i++, at = (at + step) % total) {
    let rest = at
    const row = new Map<string, string>()
    for (const [name, all] of columns) {
      row.set(name, all[rest % all.length] as string)
      rest = Math.floor(rest / all.length)
    }
    yield row
  }
}

const MOST_ROWS = 300
