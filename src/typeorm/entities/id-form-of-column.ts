import {
  type Clock,
  type IdForm,
  binaryForm,
  booleanForm,
  clockForm,
  dateForm,
  decimalForm,
  foldedTextForm,
  integerForm,
  isBehindSkip,
  paddedBinaryForm,
  paddedTextForm,
  textForm,
  timestampForm,
  unknownColumnForm,
  uuidForm,
} from '../../identifiers/id-form'
import type { DataSource } from 'typeorm'
import { mysqlClock, postgresClock } from './driver-clock'
import { dataSourceOf } from '../versions'
import { type Fit, bytesFit, decimalFit, instantFit, integerFit, lengthOf, textFit } from './column-range'
import { isEmbedded } from '../embedded'
import type { ColumnMetadata } from '../metadata'
import { dialectOf } from '../dialect'
import type { Dialect } from '../../sql/statement'

/** How the ids of a primary key's column are written. */
export interface ColumnForm {
  readonly form: IdForm
  /** Whether ids that the database takes for equal are known to be written alike. */
  readonly isCertain: boolean
  /** What values a statement may compare the column with, so that they mean the same to the form and to the database. */
  readonly comparesWith:
    'text' | 'instants' | 'bytes' | 'anything but decimals' | 'anything but instants' | 'anything but text' | 'anything'
  /** Whether the column holds a value as it is. */
  readonly fits?: Fit | undefined
  /** Of ids in form, those that others in form may be equal to nevertheless. */
  readonly isDoubtful?: ((text: string) => boolean) | undefined
}

type KnownForm = Omit<ColumnForm, 'isCertain'> & Partial<Pick<ColumnForm, 'isCertain'>>

export function idFormOfColumn(column: ColumnMetadata): ColumnForm {
  const known = column.isArray ? undefined : knownForm(column)
  return known ? { isCertain: true, ...known } : { ...anything(unknownColumnForm), isCertain: false }
}

function knownForm(column: ColumnMetadata): KnownForm | undefined {
  const dataSource = dataSourceOf(column.entityMetadata)
  const type = dataSource.driver.normalizeType(column)
  // Drivers write them as numbers, and take other things for them.
  if (column.type === Boolean || type === 'boolean') return booleans(dialectOf(dataSource))
  switch (dialectOf(dataSource)) {
    case 'postgres':
      return postgresForm(column, type, dataSource)
    case 'mysql':
      return mysqlForm(column, type, dataSource)
    case 'sqlite':
      return isEmbedded(dataSource) ? sqliteForm(column, type) : integers.has(type) ? anything(integerForm) : undefined
  }
}

/** What bears on when two of its values are equal; `undefined` where its type is not known. */
export function comparisonOfColumn(column: ColumnMetadata): string | undefined {
  const { entityMetadata, isArray, precision, scale, unsigned, collation, charset } = column
  const type = dataSourceOf(entityMetadata).driver.normalizeType(column)
  return type === '' ? undefined : JSON.stringify([type, isArray, precision, scale, unsigned, collation, charset])
}

const integers: ReadonlySet<string> = new Set([
  ...['tinyint', 'smallint', 'mediumint', 'int', 'integer', 'bigint', 'int2', 'int4', 'int8', 'int64'],
  'unsigned big int',
])

function postgresForm(column: ColumnMetadata, type: string, dataSource: DataSource): KnownForm | undefined {
  if (integers.has(type)) return { ...anything(integerForm), fits: integerFit(type, false) }
  const isBuiltIn = !column.collation || builtInCollation.test(column.collation)
  switch (type) {
    case 'numeric':
    case 'decimal':
      return anything(decimalForm(column.scale ?? (typeof column.precision === 'number' ? 0 : undefined)))
    case 'uuid':
      return anything(uuidForm)
    case 'character varying':
    case 'varchar':
    case 'text':
    case 'enum':
      // Blanks beyond the length are cut.
      return {
        ...anythingButDecimals(isBuiltIn ? textForm : foldedTextForm),
        isCertain: isBuiltIn,
        fits: textFit(lengthOf(column, Infinity)),
      }
    case 'character':
      return { ...anythingButDecimals(isBuiltIn ? paddedTextForm : foldedTextForm), isCertain: isBuiltIn }
    case 'citext':
      return { ...anythingButDecimals(foldedTextForm), isCertain: isBuiltIn }
    case 'date':
      // On which day an instant is depends on settings of the driver and the session.
      return { form: dateForm, comparesWith: 'anything but instants' }
    case 'timestamp without time zone':
      return clockTimes(column.precision ?? undefined, postgresClock(dataSource))
    case 'timestamp with time zone':
      return instants(timestampForm(column.precision ?? undefined))
    case 'bytea':
      return anything(binaryForm)
    default:
      return undefined
  }
}

/** One that somebody made may join letters of any kind. */
const builtInCollation =
  /^(?:default|C|C\.UTF-8|C\.utf8|POSIX|ucs_basic|unicode|pg_c_utf8|pg_unicode_fast|.*-x-icu|[a-z]{2,3}_[A-Z]{2}(?:[.@].*)?)$/

const mysqlText = new Set(['char', 'nchar', 'national char', 'varchar', 'nvarchar', 'national varchar', 'enum', 'text'])

function mysqlForm(column: ColumnMetadata, type: string, dataSource: DataSource): KnownForm | undefined {
  if (integers.has(type)) return { ...anything(integerForm), fits: integerFit(type, column.unsigned) }
  if (mysqlText.has(type)) return mysqlTextForm(column, type)
  const clock = mysqlClock(dataSource)
  switch (type) {
    case 'decimal':
    case 'dec':
    case 'numeric':
    case 'fixed': {
      const scale = column.scale ?? 0
      return { ...anything(decimalForm(scale)), fits: decimalFit((column.precision ?? 10) - scale) }
    }
    case 'uuid':
      return anything(uuidForm)
    case 'date':
      // The driver gives a day as its midnight in the zone that it was told.
      return clock === 'local' ? text(dateForm) : undefined
    case 'datetime': {
      const known = clockTimes(column.precision ?? 0, clock)
      return known && { ...known, fits: instantFit(column.precision ?? 0) }
    }
    case 'timestamp':
      // What a clock shows of it depends on the zone of the session, and what that means on the zone of the process.
      return undefined
    case 'binary':
      return { ...bytes(paddedBinaryForm), fits: bytesFit(lengthOf(column, 1)) }
    case 'varbinary':
      return { ...bytes(binaryForm), fits: bytesFit(lengthOf(column, 255)) }
    default:
      return undefined
  }
}

function mysqlTextForm(column: ColumnMetadata, type: string): KnownForm | undefined {
  const members = column.enum?.map(String)
  const fits = members
    ? (value: unknown) => members.includes(String(value))
    : textFit(lengthOf(column, type === 'text' ? Infinity : type.includes('var') ? 255 : 1))
  const { collation = '' } = column
  if (/_bin$|^binary$/i.test(collation)) return { ...text(paddedTextForm), fits }
  // Which letters they take for equal differs from one to the next; within ASCII these agree.
  if (!/^$|^(?:utf8|utf8mb3|utf8mb4|latin1|ascii)_(?!.*(?:lithuanian|roman))/i.test(collation)) return undefined
  return { ...text(asciiForm), fits, isDoubtful: (id) => !isPrintableAscii.test(id) }
}

const isPrintableAscii = /^[\x20-\x7e]*$/

/** Other text stays as it is, to be told from what it may be equal to. */
const asciiForm: IdForm = (value) => {
  const exact = textForm(value)
  return exact !== undefined && isPrintableAscii.test(exact) ? foldedTextForm(exact) : exact
}

const sqliteText = new Set([
  ...['varchar', 'character', 'varying character', 'nchar', 'native character', 'nvarchar', 'text', 'clob'],
])

function sqliteForm(column: ColumnMetadata, type: string): KnownForm | undefined {
  // Beyond it, numbers are rounded.
  if (integers.has(type)) return { ...anything(integerForm), fits: integerFit('bigint', false) }
  if (sqliteText.has(type)) {
    const forms: Readonly<Record<string, IdForm>> = { BINARY: textForm, NOCASE: foldedTextForm, RTRIM: paddedTextForm }
    const form = forms[(column.collation ?? 'BINARY').toUpperCase()]
    return form && text(form)
  }
  switch (type) {
    case 'numeric':
    case 'decimal':
      // With more digits, numbers are rounded or remain text.
      return { ...anything(decimalForm(undefined)), isDoubtful: (id) => id.replace(/\D/g, '').length > 15 }
    case 'date':
      return text(dateForm)
    case 'blob':
      return bytes(binaryForm)
    default:
      return undefined
  }
}

/** MySQL compares a truth value as a number, which the text 'true' is not. */
function booleans(dialect: Dialect): KnownForm {
  return { form: booleanForm, comparesWith: dialect === 'mysql' ? 'anything but text' : 'anything' }
}

function anything(form: IdForm): KnownForm {
  return { form, comparesWith: 'anything' }
}

/** Text for which a database takes numbers as it writes them itself: whole ones as everybody does, `1e2` as `100`. */
function anythingButDecimals(form: IdForm): KnownForm {
  return { form, comparesWith: 'anything but decimals' }
}

/** Text, which a database may compare with a number in another way than by its digits. */
function text(form: IdForm): KnownForm {
  return { form, comparesWith: 'text' }
}

/** Times, whose texts depend on settings of the connection. */
function instants(form: IdForm): KnownForm {
  return { form, comparesWith: 'instants' }
}

/** Times without a zone. */
function clockTimes(precision: number | undefined, clock: Clock | undefined): KnownForm | undefined {
  if (clock === undefined) return undefined
  const known = instants(clockForm(precision, clock))
  return clock === 'local' ? { ...known, isDoubtful: isBehindSkip } : known
}

/** Bytes, which a text may stand for in more than one way. */
function bytes(form: IdForm): KnownForm {
  return { form, comparesWith: 'bytes' }
}
