import { types } from 'node:util'
import type { EntityMetadata, ObjectLiteral } from 'typeorm'
import { InvalidIdentifierError, show } from '../../errors'
import type { Ref } from '../../identifiers/ref'
import type { IdTexts, PrimaryKey } from './primary-key'
import { dataSourceOf } from '../versions'

/** The id in a `ref`, checked against the entity's primary key. */
export function idOfRef(ref: Ref, metadata: EntityMetadata, primaryKey: PrimaryKey): IdTexts {
  const isObject =
    typeof ref.id === 'object' &&
    (ref.id as unknown) !== null &&
    !types.isDate(ref.id) &&
    !(ref.id instanceof Uint8Array)
  const id = isObject ? ofObject(ref, metadata, primaryKey) : primaryKey.ofScalar(ref.id)
  if (id) return id
  const key = primaryKey.columns.map(
    (column) => `${column.propertyPath} (${dataSourceOf(metadata).driver.normalizeType(column)})`,
  )
  const remedy =
    primaryKey.columns.length > 1
      ? `Pass an object with ${key.join(', ')}.`
      : `Its primary key is ${key.join(', ')}. Pass a value that this column can hold.`
  throw new InvalidIdentifierError(
    `ref(${metadata.name}, ${show(ref.id)}) names no row of '${metadata.tableName}'. ${remedy}`,
    { namesNoRow: true },
  )
}

function ofObject(ref: Ref, metadata: EntityMetadata, primaryKey: PrimaryKey): IdTexts | undefined {
  const id = ref.id as ObjectLiteral
  // Instances may carry what they like; in an object written for the ref, a stranger is a typing error.
  if (Object.getPrototypeOf(id) === Object.prototype) {
    const known = knownProperties(metadata)
    const unknown = Object.keys(id).find((name) => !known.has(name))
    if (unknown !== undefined) {
      throw new InvalidIdentifierError(
        `ref(${metadata.name}, ${show(id)}): ${metadata.name} has no column '${unknown}'. Its primary key is ` +
          `${primaryKey.columns.map((column) => column.propertyPath).join(', ')}.`,
      )
    }
  }
  const missing = primaryKey.columns.find((column) => {
    const value: unknown = column.getEntityValue(id)
    return value === undefined || value === null
  })
  if (missing) {
    throw new InvalidIdentifierError(
      `ref(${metadata.name}, ${show(id)}): the column '${missing.propertyPath}' of the primary key is missing. Add it.`,
    )
  }
  return primaryKey.ofEntity(id)
}

function knownProperties(metadata: EntityMetadata): Set<string> {
  const paths = [...metadata.columns, ...metadata.relations].map(
    ({ propertyPath }) => propertyPath.split('.')[0] as string,
  )
  return new Set(paths)
}
