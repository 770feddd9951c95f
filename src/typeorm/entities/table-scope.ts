import { scopeBulkIdentifier, scopeIdentifier } from '../../identifiers/identifier'
import type { ColumnMetadata } from '../metadata'
import { dataSourceOf } from '../versions'
import { ColumnTexts, isWrittenAsItIs } from './column-texts'
import type { EntityTable } from './entity-table'
import { rootColumn } from './primary-key'

/** A value of a scope's column as identifiers hold it; `null` for NULL. */
export type ScopeText = string | null

/** A scope of a table: columns whose values name groups of its rows. */
export class TableScope {
  readonly kind = 'scope'
  /** The names of its columns, folded, in the order in which they were declared. */
  readonly columns: readonly string[]
  /** Changes with rows whose values are not known. */
  readonly bulkIdentifier: string
  readonly #table: string
  readonly #names: readonly string[]
  readonly #columns: readonly ScopeColumn[]

  constructor(table: EntityTable, columns: readonly ColumnMetadata[]) {
    this.#table = table.text
    this.#names = columns.map(({ databaseName }) => databaseName)
    this.columns = this.#names.map((name) => table.folded(name))
    this.#columns = columns.map((column) => ({ texts: textsOfColumn(column), holdsNull: mayHoldNull(table, column) }))
    this.bulkIdentifier = scopeBulkIdentifier(table.text, this.#names)
  }

  /** Whether it is of these columns, in whatever order. */
  isOf(columns: readonly string[]): boolean {
    return columns.length === this.columns.length && columns.every((column) => this.columns.includes(column))
  }

  identifierOf(texts: readonly ScopeText[]): string {
    return scopeIdentifier(this.#table, this.#names, texts)
  }

  /** The texts of values that were written by hand, brought to form, by column; `undefined` for what a column can't hold. */
  ofTexts(values: ReadonlyMap<string, ScopeText>): readonly ScopeText[] | undefined {
    const texts = this.columns.map((column, i) => {
      const value = values.get(column)
      return typeof value === 'string' ? this.#columns[i]?.texts.ofText(value) : value
    })
    return texts.every((text) => text !== undefined) ? texts : undefined
  }

  /** Whether readers and writers agree on the texts: no value that is written otherwise is equal to one of them. */
  isCertain(texts: readonly ScopeText[]): boolean {
    return texts.every((text, i) => {
      if (text === null) return true
      return isWrittenAsItIs(text) && this.#columns[i]?.texts.isDoubtful(text) === false
    })
  }

  /** What changes with a row that has these values in a statement: all of them where that can't be told. */
  inStatement(values: readonly unknown[]): string {
    return this.#named(values, ({ texts, holdsNull }, value) => {
      // Where NULL is not allowed, a lenient server writes something else.
      if (value === null) return holdsNull ? null : undefined
      return texts.ofStatement(value)
    })
  }

  /** The same, by values as the database has them. @param values `undefined` among them is one that is not known */
  inAnswer(values: readonly unknown[]): string {
    return this.#named(values, ({ texts }, value) => (value === null ? null : texts.ofDatabase(value)))
  }

  #named(values: readonly unknown[], textOf: (column: ScopeColumn, value: unknown) => ScopeText | undefined): string {
    const texts = this.#columns.map((column, i) => textOf(column, values[i]))
    const known = texts.every((text) => text !== undefined) ? texts : undefined
    return known && this.isCertain(known) ? this.identifierOf(known) : this.bulkIdentifier
  }
}

interface ScopeColumn {
  readonly texts: ColumnTexts
  readonly holdsNull: boolean
}

/** The texts of a column's values, by its own type; by that of the column it refers to where TypeORM leaves it empty. */
export function textsOfColumn(column: ColumnMetadata): ColumnTexts {
  const type = dataSourceOf(column.entityMetadata).driver.normalizeType(column)
  return new ColumnTexts(column, (type as unknown) ? column : rootColumn(column))
}

/** Rows of other entities of the table have no value in a column that these don't have. */
function mayHoldNull(table: EntityTable, { isNullable, databaseName }: ColumnMetadata): boolean {
  return isNullable || table.metadatas.some(({ columns }) => !columns.some((one) => one.databaseName === databaseName))
}
