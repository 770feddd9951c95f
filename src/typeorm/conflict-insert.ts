/**
 * The table of an INSERT that may meet existing rows, as `['sales', 'invoices']`; `undefined` for all other statements.
 * Such a statement may change rows with other keys than its values say, and TypeORM hands the keys it returns to the
 * values in order, though skipped rows return none: which rows it changed can't be told from the events.
 */
export function tableOfConflictInsert(sql: string): readonly string[] | undefined {
  const match = insertInto.exec(sql)
  if (!match || !(match[1] || conflict.test(sql))) return undefined
  return (match[2] as string).match(names)?.map(unquote)
}

const name = '(?:"(?:[^"]|"")+"|`(?:[^`]|``)+`|[^\\s("`.]+)'
const names = new RegExp(name, 'g')
const insertInto = new RegExp(`^\\s*INSERT\\s+(IGNORE\\s+|OR\\s+\\w+\\s+)?INTO\\s+(${name}(?:\\.${name})*)`, 'i')
const conflict = /\bON\s+(?:CONFLICT|DUPLICATE\s+KEY)\b/i

function unquote(text: string): string {
  const quote = text[0] as string
  return quote === '"' || quote === '`' ? text.slice(1, -1).replaceAll(quote + quote, quote) : text
}
