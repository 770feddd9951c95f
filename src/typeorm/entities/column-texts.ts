import type { IdForm } from '../../identifiers/id-form'
import { binaryForm, paddedBinaryForm } from '../../identifiers/id-form'
import { isEmbedded } from '../embedded'
import type { ColumnMetadata } from '../metadata'
import { dataSourceOf } from '../versions'
import { type ColumnForm, idFormOfColumn } from './id-form-of-column'
import { NumberText } from './number-text'

/** The one text that each value of a column has in identifiers. */
export class ColumnTexts {
  readonly #column: ColumnMetadata
  readonly #form: ColumnForm

  /** @param typed the column whose type it has */
  constructor(column: ColumnMetadata, typed = column) {
    this.#column = column
    this.#form = idFormOfColumn(typed)
  }

  /** Whether values that the database takes for equal are known to have one text. */
  get isCertain(): boolean {
    return this.#form.isCertain
  }

  /** Whether there are texts that others may be equal to nevertheless. */
  get hasDoubts(): boolean {
    return this.#form.isDoubtful !== undefined
  }

  isDoubtful(text: string): boolean {
    return this.#form.isDoubtful?.(text) === true
  }

  /** Of a value as the database has it; `undefined` for NULL, and for what the column can't hold. */
  ofDatabase(value: unknown): string | undefined {
    return value === null || value === undefined ? undefined : this.#form.form(numberText(value))
  }

  /**
   * Of a value in a statement; `undefined` also when the database may take it for equal to other values than this form
   * does, or write another one.
   */
  ofStatement(value: unknown): string | undefined {
    const { comparesWith, fits } = this.#form
    if (!isComparable(comparesWith, value) || fits?.(numberText(value)) === false) return undefined
    return this.ofDatabase(value)
  }

  /** Of one that was written by hand, brought to form. */
  ofText(text: string): string | undefined {
    // Identifiers hold bytes in bare hex, which as a value would be text.
    const isBinary = binaryForms.has(this.#form.form)
    return this.ofDatabase(isBinary ? `\\x${text}` : text)
  }

  /**
   * A property's value as it stands in a row; `undefined` for what TypeORM would write as another value than it looks for.
   * Throws what a transformer throws.
   */
  stored(value: unknown): unknown {
    if (this.#column.transformer) return persisted(this.#column, value)
    // It writes everything but `true` as false, and of a number perhaps only the whole part.
    if (isTruthValue(this.#column)) return typeof value === 'boolean' ? value : undefined
    return this.#column.type === Number ? value : persisted(this.#column, value)
  }
}

const binaryForms: ReadonlySet<IdForm> = new Set([binaryForm, paddedBinaryForm])

/** The value as TypeORM would send it: transformed, dates as the column has them. */
export function persisted(column: ColumnMetadata, value: unknown): unknown {
  if (value === null || value === undefined) return value
  return dataSourceOf(column.entityMetadata).driver.preparePersistentValue(value, column)
}

/** Whether a text is written by drivers as it is: they store a lone surrogate as U+FFFD. */
export function isWrittenAsItIs(text: string): boolean {
  return text.isWellFormed() && !text.includes('\ufffd')
}

function isComparable(comparesWith: ColumnForm['comparesWith'], value: unknown): boolean {
  switch (comparesWith) {
    case 'text':
      return typeof value === 'string'
    case 'instants':
      return value instanceof Date
    case 'bytes':
      return value instanceof Uint8Array
    case 'anything but decimals':
      return !(value instanceof NumberText)
    case 'anything but instants':
      return !(value instanceof Date)
    case 'anything but text':
      return typeof value !== 'string'
    case 'anything':
      return true
  }
}

function numberText(value: unknown): unknown {
  return value instanceof NumberText ? value.text : value
}

function isTruthValue({ type, entityMetadata }: ColumnMetadata): boolean {
  return type === Boolean || (type === 'boolean' && isEmbedded(dataSourceOf(entityMetadata)))
}
