import { types } from 'node:util'
import type { EntityMetadata } from 'typeorm'
import { InvalidPartError, show } from '../../errors'
import type { ScopePart } from '../../identifiers/scope'
import { showPart } from '../../keys/show-part'
import type { ColumnMetadata } from '../metadata'
import { dataSourceOf } from '../versions'
import type { EntityTable } from './entity-table'
import { type ScopeText, textsOfColumn } from './table-scope'

/**
 * The texts of the values that a `scope` part gives, by column, folded; those of a part with a table's name are given by
 * column, others by property.
 *
 * @throws InvalidPartError
 */
export function scopeValues(
  part: ScopePart,
  metadata: EntityMetadata,
  table: EntityTable,
): ReadonlyMap<string, ScopeText> {
  const given = new ScopeValues(part, metadata, table)
  if (typeof part.target === 'string') given.addColumns(part.values)
  else given.addProperties(part.values, '')
  if (given.texts.size > 0) return given.texts
  throw new InvalidPartError(
    `${showPart(part)} names no value. Name a column with its value, or pass the entity's class.`,
  )
}

class ScopeValues {
  readonly texts = new Map<string, ScopeText>()
  readonly #part: ScopePart
  readonly #metadata: EntityMetadata
  readonly #table: EntityTable

  constructor(part: ScopePart, metadata: EntityMetadata, table: EntityTable) {
    this.#part = part
    this.#metadata = metadata
    this.#table = table
  }

  addColumns(values: ScopePart['values']): void {
    const all = this.#table.metadatas.flatMap(({ columns }) => columns)
    for (const [name, value] of Object.entries(values)) {
      const folded = this.#table.folded(name)
      const column = all.find(({ databaseName }) => this.#table.folded(databaseName) === folded)
      if (!column)
        throw this.#unknown(
          name,
          all.map(({ databaseName }) => databaseName),
        )
      this.#add(column, name, value)
    }
  }

  /** @param prefix the path of the embedded object that these are of, with a dot */
  addProperties(values: ScopePart['values'], prefix: string): void {
    const { columns, relations } = this.#metadata
    for (const [name, value] of Object.entries(values)) {
      const path = prefix + name
      const relation = relations.find(({ propertyPath }) => propertyPath === path)
      const column = columns.find(({ propertyPath }) => propertyPath === path)
      if (relation && relation.joinColumns.length > 0 && (relation.isManyToOne || relation.isOneToOneOwner)) {
        for (const own of relation.joinColumns) this.#add(own, path, foreignKeyIn(value, own))
      } else if (column && !relation) this.#add(column, path, value)
      else if (this.#metadata.findEmbeddedWithPropertyPath(path) && isKeyObject(value)) {
        this.addProperties(value as ScopePart['values'], `${path}.`)
      } else {
        const owning = relations.filter((one) => one.isManyToOne || one.isOneToOneOwner)
        throw this.#unknown(
          path,
          [...columns, ...owning].map(({ propertyPath }) => propertyPath),
        )
      }
    }
  }

  #add(column: ColumnMetadata, path: string, value: unknown): void {
    if (value === undefined) {
      throw new InvalidPartError(
        `${showPart(this.#part)} gives '${path}' no value: it is undefined. Pass a value, or null for NULL.`,
      )
    }
    const text = value === null ? null : this.#textOf(column, value)
    if (text !== undefined) {
      this.texts.set(this.#table.folded(column.databaseName), text)
      return
    }
    const type = dataSourceOf(column.entityMetadata).driver.normalizeType(column)
    throw new InvalidPartError(
      `${showPart(this.#part)} gives '${path}' a value that its column (${type}) can't hold: ${show(value)}. Pass a value ` +
        'as the entity has it.',
    )
  }

  /** A transformer may make NULL of a value. */
  #textOf(column: ColumnMetadata, value: unknown): ScopeText | undefined {
    try {
      const texts = textsOfColumn(column)
      const stored = texts.stored(value)
      return stored === null ? null : texts.ofDatabase(stored)
    } catch {
      return undefined
    }
  }

  #unknown(path: string, known: readonly string[]): InvalidPartError {
    return new InvalidPartError(
      `${showPart(this.#part)} names '${path}', which is no column of '${this.#table.text}'. It has: ` +
        `${[...new Set(known)].sort().join(', ')}.`,
    )
  }
}

/** A foreign key's value in a related entity, or in an object that holds its key; a bare value is the key itself. */
function foreignKeyIn(value: unknown, { referencedColumn }: ColumnMetadata): unknown {
  return referencedColumn && isKeyObject(value) ? referencedColumn.getEntityValue(value) : value
}

function isKeyObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !types.isDate(value) && !(value instanceof Uint8Array)
}
