import type { ColumnMetadata } from './metadata'
import {
  type IdForm,
  binaryForm,
  booleanForm,
  dateForm,
  decimalForm,
  foldedTextForm,
  integerForm,
  paddedTextForm,
  textForm,
  timestampForm,
  uuidForm,
} from '../identifiers/id-form'
import { dataSourceOf } from './data-source-of'

/** The form of a primary key's column, or `undefined` where equality in the database is not known well enough. */
export function idFormOfColumn(column: ColumnMetadata): IdForm | undefined {
  if (column.isArray) return undefined
  const { driver } = dataSourceOf(column.entityMetadata)
  switch (driver.normalizeType(column)) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'int':
      return integerForm
    case 'numeric':
    case 'decimal':
      return decimalForm(column.scale ?? (typeof column.precision === 'number' ? 0 : undefined))
    case 'uuid':
      return uuidForm
    case 'character varying':
    case 'varchar':
    case 'text':
    case 'enum':
      // A column with a collation of its own may be case-insensitive; folding then joins what the database joins.
      return column.collation ? foldedTextForm : textForm
    case 'character':
      return column.collation ? foldedTextForm : paddedTextForm
    case 'citext':
      return foldedTextForm
    case 'date':
      return dateForm
    case 'timestamp without time zone':
    case 'timestamp with time zone':
      return timestampForm(column.precision ?? undefined)
    case 'boolean':
      return booleanForm
    case 'bytea':
      return binaryForm
    default:
      return undefined
  }
}
