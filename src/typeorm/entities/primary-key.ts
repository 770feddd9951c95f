import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import type { ColumnMetadata } from '../metadata'
import { dataSourceOf } from '../versions'
import { ColumnTexts, isWrittenAsItIs } from './column-texts'

/** A row's id as identifiers hold it: one text for each column of the primary key. */
export type IdTexts = readonly string[]

/** Reads primary keys of one entity and brings them to their one form. */
export class PrimaryKey {
  readonly columns: readonly ColumnMetadata[]
  readonly #isJunction: boolean
  readonly #texts: readonly ColumnTexts[]
  readonly #hasDoubts: boolean

  constructor(metadata: EntityMetadata) {
    this.columns = metadata.primaryColumns
    this.#isJunction = metadata.isJunction
    this.#texts = this.columns.map((column) => new ColumnTexts(column, rootColumn(column)))
    this.#hasDoubts = this.#texts.some(({ hasDoubts }) => hasDoubts)
  }

  /** Whether ids that the database takes for equal are known to have one text. Otherwise rows can't be named. */
  get hasForm(): boolean {
    return this.#texts.length > 0 && this.#texts.every(({ isCertain }) => isCertain)
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
      return this.textsOf(this.columns.map((column, i) => this.#texts[i]?.stored(this.#valueOf(column, entity))))
    } catch {
      // A transformer or a conversion that can't take the value: then it names no row.
      return undefined
    }
  }

  /** The id from values as the database has them, in column order; `undefined` when they don't name a row for certain. */
  ofDatabase(values: readonly unknown[]): IdTexts | undefined {
    return ifCertain(this.textsOf(values))
  }

  /** The same, to be told whether it is certain. */
  textsOf(values: readonly unknown[]): IdTexts | undefined {
    return allTexts(values, (value, i) => this.#texts[i]?.ofDatabase(value))
  }

  /**
   * The id from values in a statement, in column order; `undefined` when the database may take them for equal to other
   * values than this form does.
   */
  ofStatement(values: readonly unknown[]): IdTexts | undefined {
    return allTexts(values, (value, i) => this.#texts[i]?.ofStatement(value))
  }

  /** Whether no id that is written otherwise is equal to this one. */
  isCertain(id: IdTexts): boolean {
    return !this.#hasDoubts || !id.some((text, i) => this.#texts[i]?.isDoubtful(text))
  }

  /** An id whose texts were written by hand, brought to form. */
  ofTexts(texts: IdTexts): IdTexts | undefined {
    if (texts.length !== this.columns.length) return undefined
    return allTexts(texts, (text, i) => this.#texts[i]?.ofText(text))
  }

  /** The id from the one value of a single-column key; `undefined` where the key has more columns. */
  ofScalar(value: unknown): IdTexts | undefined {
    const [texts, ...others] = this.#texts
    if (!texts || others.length > 0) return undefined
    try {
      return this.textsOf([texts.stored(value)])
    } catch {
      return undefined
    }
  }

  /** Links of many-to-many relations are plain maps by column, which TypeORM's own accessor doesn't read. */
  #valueOf(column: ColumnMetadata, entity: ObjectLiteral): unknown {
    return this.#isJunction ? entity[column.propertyName] : column.getEntityValue(entity)
  }
}

/** All of them, or `undefined`. */
function allTexts<Value>(
  values: readonly Value[],
  textOf: (value: Value, at: number) => string | undefined,
): IdTexts | undefined {
  const texts: string[] = []
  for (let i = 0; i < values.length; i++) {
    const text = textOf(values[i] as Value, i)
    if (text === undefined) return undefined
    texts.push(text)
  }
  return texts
}

/** An id that names one row for readers and writers alike. */
export function ifCertain(id: IdTexts | undefined): IdTexts | undefined {
  return id?.every(isWrittenAsItIs) ? id : undefined
}

/**
 * A foreign key has the type of the key that it refers to, also where TypeORM leaves its own type empty. Keys may name
 * each other, or themselves (a tree whose rows share their parent's tenant): such a column has a type of its own.
 */
export function rootColumn(column: ColumnMetadata): ColumnMetadata {
  const passed = new Set<ColumnMetadata>()
  let root = column
  while (root.referencedColumn && !passed.has(root)) {
    passed.add(root)
    root = root.referencedColumn
  }
  return root
}
