import type { Dialect, Statement, TableWrite, Value } from './statement'

/** A long INSERT whose rows are all alike but for the places of their parameters. */
export interface RepeatedRows {
  /** The same INSERT with its first row alone. */
  readonly short: string
  readonly count: number
  /** How many parameters each row has. */
  readonly parameters: number
}

/**
 * Tells an INSERT such as TypeORM writes it for many rows, without cutting it into lexemes; `undefined` for all others.
 * Only what can hold neither a string, nor a comment, nor a second statement is taken before and in the rows.
 */
export function repeatedRows(dialect: Dialect, sql: string): RepeatedRows | undefined {
  head.lastIndex = 0
  if (!head.test(sql)) return undefined
  const pattern = dialect === 'postgres' ? numberedRow : plainRow
  pattern.lastIndex = head.lastIndex - 1
  const first = pattern.exec(sql)?.[0]
  if (first === undefined) return undefined
  const end = pattern.lastIndex
  separator.lastIndex = end
  const between = separator.exec(sql)?.[0]
  if (between === undefined) return undefined
  const rows = dialect === 'postgres' ? numberedRows(between + first) : plainRows(between + first)
  if (!rows) return undefined
  let [at, count] = [end, 1]
  for (let next = rows.text(count); sql.startsWith(next, at); next = rows.text(count)) {
    at += next.length
    count++
  }
  const tail = sql.slice(at)
  // Places behind the rows would be counted on from them.
  if (count < 2 || (dialect !== 'postgres' && places.test(tail))) return undefined
  return { short: sql.slice(0, end) + tail, count, parameters: rows.parameters }
}

/** The statements of such a text, from those of the short one; `undefined` where these are not what the text looks like. */
export function withRepeatedRows(
  statements: readonly Statement[],
  { count, parameters }: RepeatedRows,
): readonly Statement[] | undefined {
  const [statement, ...others] = statements
  if (others.length > 0 || statement?.kind !== 'write') return undefined
  const [write, ...more] = statement.writes
  const row = write?.rows?.[0]
  if (more.length > 0 || write?.verb !== 'insert' || !row || write.rows.length !== 1) return undefined
  if (row.filter(({ kind }) => kind === 'parameter').length !== parameters) return undefined
  const rows = Array.from({ length: count }, (_, i) =>
    i === 0 ? row : row.map((value) => moved(value, i * parameters)),
  )
  const repeated: TableWrite = { ...write, rows }
  return [{ ...statement, writes: [repeated] }]
}

function moved(value: Value, by: number): Value {
  return value.kind === 'parameter' ? { kind: 'parameter', at: value.at + by } : value
}

/** A row with what comes before it, and how many parameters it has. */
interface RowPattern {
  readonly parameters: number
  /** The text of a row by its place, from 0. */
  text(place: number): string
}

/** @returns `undefined` where a place is numbered, or is one of several signs */
function plainRows(row: string): RowPattern | undefined {
  if (/\?[\w?]/.test(row)) return undefined
  return { parameters: row.split('?').length - 1, text: () => row }
}

/** @returns `undefined` where the parameters of a row are not counted on */
function numberedRows(row: string): RowPattern | undefined {
  const [begin = '', ...pieces] = row.split('$')
  const numbers = pieces.map((piece) => Number.parseInt(piece, 10))
  const between = pieces.map((piece) => piece.replace(digits, ''))
  const [first = 0] = numbers
  if (numbers.some((number, i) => number !== first + i)) return undefined
  const text = (place: number): string => {
    let all = begin
    for (const [i, rest] of between.entries()) all += `$${first + place * numbers.length + i}${rest}`
    return all
  }
  return { parameters: numbers.length, text }
}

/** Up to the first row. Names in quotes may hold anything but what might end them in another way. */
const head =
  /\s*(?:insert(?:\s+ignore|\s+or\s+\w+)?|replace)\s+into\s(?:[\w.,()\s\u0080-\uffff]|"[^"\\?]*"|`[^`\\?]*`)*?\bvalues\s*\(/iy
const numberedRow = /\([\w\s,$]*\)/y
const plainRow = /\([\w\s,?]*\)/y
const separator = /\s*,\s*(?=\()/y
const digits = /^\d+/
const places = /[?:@$]/
