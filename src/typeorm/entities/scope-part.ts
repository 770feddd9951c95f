import type { EntityMetadata } from 'typeorm'
import { InvalidIdentifierError, InvalidPartError } from '../../errors'
import type { ParsedIdentifier } from '../../identifiers/identifier'
import type { ScopePart } from '../../identifiers/scope'
import { showPart } from '../../keys/show-part'
import type { EntityTable } from './entity-table'
import { scopeValues } from './scope-values'
import type { ScopeText, TableScope } from './table-scope'

/** A scope of a table, with a value for each of its columns; without values all of them, in bulk. */
export interface NamedScope {
  readonly scope: TableScope
  readonly texts: readonly ScopeText[] | undefined
  /** What was given besides, which tells the part from others of the same scope: pairs of column and value. */
  readonly others: readonly (readonly [string, ScopeText])[]
}

/**
 * The scope that a part stands for: the declared one with the most of the columns that it gives, the first of these. Fewer
 * columns are more rows.
 *
 * @throws InvalidPartError
 */
export function scopeOfPart(
  part: ScopePart,
  metadata: EntityMetadata,
  table: EntityTable,
  scopes: readonly TableScope[],
): NamedScope {
  if (metadata.tableType === 'view') {
    throw new InvalidPartError(
      `${showPart(part)} names a view, which has no scopes. Pass the view's class, or scopes of the tables that it reads.`,
    )
  }
  const given = scopeValues(part, metadata, table)
  const covered = scopes.filter(({ columns }) => columns.every((column) => given.has(column)))
  const most = Math.max(...covered.map(({ columns }) => columns.length))
  const scope = covered.find(({ columns }) => columns.length === most)
  if (!scope) throw undeclared(part, metadata)
  return {
    scope,
    texts: scope.columns.map((column) => given.get(column) as ScopeText),
    others: [...given]
      .filter(([column]) => !scope.columns.includes(column))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  }
}

function undeclared(part: ScopePart, { name, columns }: EntityMetadata): InvalidPartError {
  const propertyOf = (given: string): string =>
    columns.find(({ databaseName }) => typeof part.target === 'string' && databaseName === given)?.propertyPath ?? given
  const declaration = Object.keys(part.values).map((given) => `'${propertyOf(given)}'`)
  return new InvalidPartError(
    `${showPart(part)} needs a scope that is not declared. Declare it in the options of Alkey: ` +
      `{ scopes: { ${name}: [${declaration.join(', ')}] } }.`,
  )
}

/** The scope that an identifier names, its values brought to form. @throws InvalidIdentifierError */
export function scopeOfIdentifier(
  { columns, values }: ParsedIdentifier & { readonly kind: 'scope' },
  text: string,
  table: EntityTable,
  scopes: readonly TableScope[],
): NamedScope {
  const folded = columns.map((column) => table.folded(column))
  const scope = scopes.find((one) => one.isOf(folded))
  if (!scope) {
    throw new InvalidIdentifierError(
      `'${text}' names a scope that is not declared. Declare its columns in the option scopes of Alkey, for ` +
        `${table.metadatas[0].name}.`,
    )
  }
  if (!values) return { scope, texts: undefined, others: [] }
  const texts = scope.ofTexts(new Map(folded.map((column, i) => [column, values[i] ?? null])))
  if (texts) return { scope, texts, others: [] }
  throw new InvalidIdentifierError(`'${text}' gives a column a value that it can't hold.`, { namesNoRow: true })
}
