import { percentDecode, percentEncode } from './percent-encoding'

/** The identifier that changes with every commit that writes something. */
export const GLOBAL = 'alkey:*#*'

/** In a change set: nobody knows what has changed, so every key becomes another one. It has no token and is no part. */
export const EVERYTHING = 'alkey:*#~'

/**
 * Changes when the processes that write no longer agree on which scopes they keep, or may not have. Every scope reads it. No
 * part and no change names it.
 */
export const SCOPES = 'alkey:*#?'

/**
 * What an identifier says. `table` is the text between `alkey:` and `#` (encoded); `id` holds the primary key's
 * values in column order, decoded. So are a scope's columns, with one value for each, `null` for NULL; without values it is
 * the scope in bulk. A tag's name and instance are decoded, too.
 */
export type ParsedIdentifier =
  | { readonly kind: 'row'; readonly table: string; readonly id: readonly string[] }
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'bulk'; readonly table: string }
  | {
      readonly kind: 'scope'
      readonly table: string
      readonly columns: readonly string[]
      readonly values: readonly (string | null)[] | undefined
    }
  | { readonly kind: 'global' }
  | { readonly kind: 'tag'; readonly tag: string; readonly instance: string }

/** `alkey:<table>#<id>`: one row. */
export function rowIdentifier(table: string, id: readonly string[]): string {
  const text = id.length === 1 ? percentEncode(id[0] as string) : id.map(percentEncode).join(',')
  return `alkey:${table}#${text}`
}

/** `alkey:<table>#*`: changes when any row of the table does. */
export function tableIdentifier(table: string): string {
  return `alkey:${table}#*`
}

/** `alkey:<table>#~`: changes when rows changed that could not be named. */
export function bulkIdentifier(table: string): string {
  return `alkey:${table}#~`
}

/** `alkey:<table>#?<column>=<value>`: changes when a row that has the value changes, gets it or loses it. */
export function scopeIdentifier(table: string, columns: readonly string[], values: readonly (string | null)[]): string {
  return `${scopeBulkIdentifier(table, columns)}=${values.map((value) => (value === null ? NULL : percentEncode(value))).join(',')}`
}

/** `alkey:<table>#?<column>`: changes when rows changed whose values in the columns are unknown. */
export function scopeBulkIdentifier(table: string, columns: readonly string[]): string {
  return `alkey:${table}#?${columns.map(percentEncode).join(',')}`
}

/** What no value is encoded as. */
const NULL = '!'

/** `alkey:@<tag>#<instance>`: something that is no table, whose name would have its `@` percent-encoded. */
export function tagIdentifier(tag: string, instance: string): string {
  return `${TAG}${percentEncode(tag)}#${percentEncode(instance)}`
}

/**
 * Changes when rows of a table may have changed, and those that they belong to were not bumped: by hand, or with the table's
 * definition. What names rows by those reads it. It is a tag, which every release reads.
 */
export function anyParentIdentifier(table: string): string {
  return tagIdentifier(PARENTS, table)
}

/** The table that an identifier is the one of any parent of; `undefined` for other tags. */
export function tableOfAnyParent({
  tag,
  instance,
}: {
  readonly tag: string
  readonly instance: string
}): string | undefined {
  return tag === PARENTS ? instance : undefined
}

const PARENTS = 'alkey.parents'

/** The `<table>` of an identifier from a name and what qualifies it, as `['sales', 'invoices']`. */
export function tableText(path: readonly string[]): string {
  return path.map((name) => percentEncode(name).replaceAll('.', '%2E')).join('.')
}

/** Whether a string claims to be an identifier, well formed or not: nobody writes such a literal by accident. */
export function claimsToBeIdentifier(text: string): boolean {
  return text.startsWith('alkey:') && text.includes('#')
}

/** What an identifier says, or `undefined` when the text is not in the grammar. Other spellings are normalised. */
export function parseIdentifier(text: string): ParsedIdentifier | undefined {
  if (text === GLOBAL) return { kind: 'global' }
  const simple = simpleRow.exec(text)
  if (simple) return { kind: 'row', table: simple[1] as string, id: [simple[2] as string] }
  const match = /^alkey:([^#]+)#([^#]*)$/.exec(text)
  if (!match) return undefined
  if (text.startsWith(TAG)) return parseTag(match[1] as string, match[2] as string)
  const table = parseTableText(match[1] as string)
  if (table === undefined) return undefined
  const idText = match[2] as string
  if (idText === '*') return { kind: 'table', table }
  if (idText === '~') return { kind: 'bulk', table }
  if (idText.startsWith('?')) return parseScope(table, idText.slice(1))
  const id = idText.split(',').map(percentDecode)
  return id.every((part) => part !== undefined) ? { kind: 'row', table, id } : undefined
}

function parseScope(table: string, text: string): ParsedIdentifier | undefined {
  const [columnsText = '', valuesText, ...others] = text.split('=')
  const columns = columnsText.split(',').map(percentDecode)
  const values = valuesText?.split(',').map((value) => (value === NULL ? null : percentDecode(value)))
  const isWhole = others.length === 0 && (values === undefined || values.length === columns.length)
  if (!isWhole || columns.includes('') || columns.includes(undefined) || values?.includes(undefined)) return undefined
  return { kind: 'scope', table, columns: columns as string[], values: values as (string | null)[] | undefined }
}

/** How the identifiers of tags begin. */
const TAG = 'alkey:@'

/** Whether it names something that is no row and no table. */
export function isTagIdentifier(identifier: string): boolean {
  return identifier.startsWith(TAG)
}

function parseTag(name: string, instanceText: string): ParsedIdentifier | undefined {
  const [tag, instance] = [percentDecode(name.slice(1)), percentDecode(instanceText)]
  return tag === undefined || tag === '' || instance === undefined ? undefined : { kind: 'tag', tag, instance }
}

/** What nearly all identifiers look like, and what needs no decoding. */
const simpleRow = /^alkey:([\w-]+)#([\w.:-]+)$/

/** Normalises the `<table>` of an identifier; `undefined` when it isn't one. */
export function parseTableText(text: string): string | undefined {
  const names = text.split('.').map(percentDecode)
  return names.every((name) => name !== undefined && name !== '') ? tableText(names as string[]) : undefined
}

/**
 * The identifiers whose tokens a dependency reads: a row also depends on its table's bulk token, a value of a scope on the
 * scope's, and each scope on those who keep it.
 */
export function tokensOf(identifier: string): readonly string[] {
  const bulk = inBulk(identifier)
  const own = bulk === undefined ? [identifier] : [identifier, bulk]
  return isOfScope(identifier) ? [...own, SCOPES] : own
}

/** What stands for a row, or a value of a scope, among all of the kind; `undefined` for what is neither. */
export function inBulk(identifier: string): string | undefined {
  if (isTag(identifier)) return undefined
  const at = identifier.lastIndexOf('#') + 1
  const id = identifier.slice(at)
  if (id === '*' || id === '~') return undefined
  if (!id.startsWith('?')) return `${identifier.slice(0, at)}~`
  const end = id.indexOf('=')
  return end < 0 ? undefined : identifier.slice(0, at + end)
}

export function isTag(identifier: string): boolean {
  return identifier.startsWith(TAG)
}

/** Whether it is a scope in bulk, or a value of one. */
export function isOfScope(identifier: string): boolean {
  return identifier.includes('#?')
}

/**
 * Everything that must be bumped when rows and tables have changed: with each row its table, with anything the global token.
 * A tag stands for nothing but itself: that it changed says nothing of the database.
 */
export function withTables(identifiers: Iterable<string>): Set<string> {
  const all: string[] = []
  for (const identifier of identifiers) {
    all.push(identifier)
    if (identifier !== GLOBAL && !isTag(identifier)) all.push(`${identifier.slice(0, identifier.lastIndexOf('#'))}#*`)
  }
  return withGlobal(all)
}

/** The same for identifiers among which changed tables are named: those of rows that are only touched are not. */
export function withGlobal(identifiers: Iterable<string>): Set<string> {
  return addGlobal(new Set(identifiers))
}

/** The same, in place. */
export function addGlobal(all: Set<string>): Set<string> {
  for (const identifier of all) {
    if (isTag(identifier)) continue
    all.add(GLOBAL)
    break
  }
  return all
}
