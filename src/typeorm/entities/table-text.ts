import type { DataSource, EntityMetadata } from 'typeorm'
import { foldedTextForm } from '../../identifiers/id-form'
import { tableText } from '../../identifiers/identifier'
import { type Dialect, foldName, isAscii } from '../../sql/statement'
import { dataSourceOf } from '../versions'
import { dialectOf } from '../dialect'

/** `<table>` of an identifier: qualified only where the table is outside the connection's default schema or database. */
export function tableTextOf(metadata: EntityMetadata): string {
  return tableTextNamed(tablePathOf(metadata), dataSourceOf(metadata))
}

/** The same, by a name and what qualifies it. */
export function tableTextNamed(path: readonly string[], dataSource: DataSource): string {
  return tableText(withoutDefaults(path, dataSource))
}

/**
 * What a name is looked up by. Which letters beyond ASCII are one depends on the server and its settings, so that all
 * that any of them takes for one are; tables that share it may each be meant.
 */
export function lookupText(path: readonly string[], dataSource: DataSource): string {
  const dialect = dialectOf(dataSource)
  return tableText(withoutDefaults(path, dataSource).map((name) => foldedBeyondAscii(foldName(dialect, name, true))))
}

/** In PostgreSQL, case tells names apart, but for letters beyond ASCII where the encoding has one byte for each. */
function foldedBeyondAscii(name: string): string {
  if (isAscii(name)) return name
  return name.replace(beyondAscii, (letters) => foldedTextForm(letters) ?? letters)
}

const beyondAscii = /[^\0-\x7f]+/g

/** A table's name and what qualifies it, in the order of SQL. As for TypeORM, a dot in a name ends a qualifier. */
export function tablePathOf(metadata: EntityMetadata): readonly string[] {
  return metadata.tablePath.split('.')
}

function withoutDefaults(path: readonly string[], dataSource: DataSource): readonly string[] {
  const { driver } = dataSource
  const { searchSchema } = driver as { searchSchema?: string }
  switch (dialectOf(dataSource)) {
    case 'postgres': {
      // Another database than the connection's can't be written.
      const within = path.slice(-2)
      return within.length > 1 && within[0] === (searchSchema ?? 'public') ? within.slice(1) : within
    }
    case 'mysql':
      return isIn(path, driver.database, 'mysql') ? path.slice(1) : path
    case 'sqlite':
      return isIn(path, driver.database, 'sqlite') || isIn(path, 'main', 'sqlite') ? path.slice(1) : path
  }
}

function isIn([qualifier, ...rest]: readonly string[], database: string | undefined, dialect: Dialect): boolean {
  if (rest.length === 0 || qualifier === undefined || database === undefined) return false
  return foldName(dialect, qualifier, true) === foldName(dialect, database, true)
}
