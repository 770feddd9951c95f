import type { ColumnMetadata } from './metadata'
import {
  type IdForm,
  binaryForm,
  booleanForm,
  dateForm,
  decimalForm,
  foldedTextForm,
  integerForm,
  localTimestampForm,
  paddedTextForm,
  textForm,
  timestampForm,
  unknownColumnForm,
  uuidForm,
} from '../identifiers/id-form'
import { dataSourceOf } from './data-source-of'

/** How the ids of a primary key's column are written. */
export interface ColumnForm {
  readonly form: IdForm
  /** Whether ids that the database takes for equal are known to be written alike. */
  readonly isCertain: boolean
}

export function idFormOfColumn(column: ColumnMetadata): ColumnForm {
  const form = column.isArray ? undefined : knownForm(column)
  return { form: form ?? unknownColumnForm, isCertain: form !== undefined && comparesBytes(column) }
}

/**
 * Whether text is equal only to itself. It is under the collations that come with PostgreSQL; one that somebody made may
 * join letters of any kind.
 */
function comparesBytes({ collation }: ColumnMetadata): boolean {
  return !collation || builtInCollation.test(collation)
}

const builtInCollation =
  /^(?:default|C|C\.UTF-8|C\.utf8|POSIX|ucs_basic|unicode|pg_c_utf8|pg_unicode_fast|.*-x-icu|[a-z]{2,3}_[A-Z]{2}(?:[.@].*)?)$/

function knownForm(column: ColumnMetadata): IdForm | undefined {
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
      return comparesBytes(column) ? textForm : foldedTextForm
    case 'character':
      return comparesBytes(column) ? paddedTextForm : foldedTextForm
    case 'citext':
      return foldedTextForm
    case 'date':
      return dateForm
    case 'timestamp without time zone':
      return localTimestampForm(column.precision ?? undefined)
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
