import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import { binaryForm, paddedBinaryForm } from '../../identifiers/id-form'
import { type ColumnForm, idFormOfColumn } from './id-form-of-column'
import type { ColumnMetadata } from '../metadata'
import { NumberText } from './number-text'
import { dataSourceOf } from '../versions'
import { isEmbedded } from '../embedded'

/** A row's id as identifiers hold it: one text for each column of the primary key. */
export type IdTexts = readonly string[]

/** Reads primary keys of one entity and brings them to their one form. */
export class PrimaryKey {
  readonly columns: readonly ColumnMetadata[]
  readonly #isJunction: boolean
  readonly #forms: readonly ColumnForm[]
  readonly #hasDoubts: boolean

  constructor(metadata: EntityMetadata) {
    this.columns = metadata.primaryColumns
    this.#isJunction = metadata.isJunction
    this.#forms = this.columns.map((column) => idFormOfColumn(rootColumn(column)))
    this.#hasDoubts = this.#forms.some(({ isDoubtful }) => isDoubtful !== undefined)
  }

  /** Whether ids that the database takes for equal are known to have one text. Otherwise rows can't be named. */
  get hasForm(): boolean {
    return this.#forms.length > 0 && this.#forms.every(({ isCertain }) => isCertain)
  }

  /** The columns and everything that bears on when two ids are equal. */
  get signature(): string {
    return JSON.stringify(
      this.columns.map((column) => {
        const { databaseName, precision, scale, collation } = column
        return [
          databaseName,
          dataSourceOf(column.entityMetadata).driver.normalizeType(column),
          precision,
          scale,
          collation,
        ]
      }),
    )
  }

  /** The id in an entity or an object shaped like one; `undefined` when a column is missing or can't hold its value. */
  ofEntity(entity: ObjectLiteral): IdTexts | undefined {
    try {
      return this.#texts(this.columns.map((column) => prepared(column, this.#valueOf(column, entity))))
    } catch {
      // A transformer or a conversion that can't take the value: then it names no row.
      return undefined
    }
  }

  /** The id from values as the database has them, in column order; `undefined` when they don't name a row for certain. */
  ofDatabase(values: readonly unknown[]): IdTexts | undefined {
    return ifCertain(this.#texts(values))
  }

  /** The same, to be told whether it is certain. */
  textsOf(values: readonly unknown[]): IdTexts | undefined {
    return this.#texts(values)
  }

  /**
   * The id from values in a statement, in column order; `undefined` when the database may take them for equal to other
   * values than this form does.
   */
  ofStatement(values: readonly unknown[]): IdTexts | undefined {
    for (let i = 0; i < values.length; i++) {
      const [form, value] = [this.#forms[i], values[i]]
      if (!form || !isComparable(form.comparesWith, value) || form.fits?.(numberText(value)) === false) return undefined
    }
    return this.#texts(values)
  }

  /** Whether no id that is written otherwise is equal to this one. */
  isCertain(id: IdTexts): boolean {
    return !this.#hasDoubts || id.every((text, i) => !this.#forms[i]?.isDoubtful?.(text))
  }

  /** An id whose texts were written by hand, brought to form. */
  ofTexts(texts: IdTexts): IdTexts | undefined {
    if (texts.length !== this.columns.length) return undefined
    // Identifiers hold bytes in bare hex, which as a value would be text.
    return this.#texts(texts.map((text, i) => (this.#isBinary(i) ? `\\x${text}` : text)))
  }

  /** The id from the one value of a single-column key; `undefined` where the key has more columns. */
  ofScalar(value: unknown): IdTexts | undefined {
    const [column, ...others] = this.columns
    if (!column || others.length > 0) return undefined
    try {
      return this.#texts([prepared(column, value)])
    } catch {
      return undefined
    }
  }

  #isBinary(at: number): boolean {
    const form = this.#forms[at]?.form
    return form === binaryForm || form === paddedBinaryForm
  }

  /** Links of many-to-many relations are plain maps by column, which TypeORM's own accessor doesn't read. */
  #valueOf(column: ColumnMetadata, entity: ObjectLiteral): unknown {
    return this.#isJunction ? entity[column.propertyName] : column.getEntityValue(entity)
  }

  #texts(values: readonly unknown[]): IdTexts | undefined {
    const texts: string[] = []
    for (let i = 0; i < values.length; i++) {
      const value = numberText(values[i])
      const text = value === null || value === undefined ? undefined : this.#forms[i]?.form(value)
      if (text === undefined) return undefined
      texts.push(text)
    }
    return texts
  }
}

/** An id that names one row for readers and writers alike: drivers store a lone surrogate as U+FFFD. */
export function ifCertain(id: IdTexts | undefined): IdTexts | undefined {
  if (!id) return undefined
  for (const text of id) if (!text.isWellFormed() || text.includes('\ufffd')) return undefined
  return id
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
    case 'anything but text':
      return typeof value !== 'string'
    case 'anything':
      return true
  }
}

function numberText(value: unknown): unknown {
  return value instanceof NumberText ? value.text : value
}

/** What stands in a row; `undefined` for what TypeORM would write as another value than it looks for. */
function prepared(column: ColumnMetadata, value: unknown): unknown {
  if (column.transformer) return persisted(column, value)
  // It writes everything but `true` as false, and of a number perhaps only the whole part.
  if (isTruthValue(column)) return typeof value === 'boolean' ? value : undefined
  return column.type === Number ? value : persisted(column, value)
}

function isTruthValue({ type, entityMetadata }: ColumnMetadata): boolean {
  return type === Boolean || (type === 'boolean' && isEmbedded(dataSourceOf(entityMetadata)))
}

/** The value as TypeORM would send it: transformed, dates as the column has them. */
export function persisted(column: ColumnMetadata, value: unknown): unknown {
  if (value === null || value === undefined) return value
  return dataSourceOf(column.entityMetadata).driver.preparePersistentValue(value, column)
}

/**
 * A foreign key has the type of the key that it refers to, also where TypeORM leaves its own type empty. Keys may name
 * each other, or themselves (a tree whose rows share their parent's tenant): such a column has a type of its own.
 */
function rootColumn(column: ColumnMetadata): ColumnMetadata {
  const passed = new Set<ColumnMetadata>()
  let root = column
  while (root.referencedColumn && !passed.has(root)) {
    passed.add(root)
    root = root.referencedColumn
  }
  return root
}
