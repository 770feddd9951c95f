import type { DataSource, EntityMetadata } from 'typeorm'
import { tableText } from '../../identifiers/identifier'
import { dataSourceOf } from '../data-source-of'
import { dialectOf } from '../dialect'

/** `<table>` of an identifier: qualified only where the table is outside the connection's default schema or database. */
export function tableTextOf(metadata: EntityMetadata): string {
  return tableTextNamed(tablePathOf(metadata), dataSourceOf(metadata))
}

/** The same, by a name and what qualifies it. */
export function tableTextNamed(path: readonly string[], dataSource: DataSource): string {
  return tableText(withoutDefaults(path, dataSource))
}

/** A table's name and what qualifies it, in the order of SQL. As for TypeORM, a dot in a name ends a qualifier. */
function tablePathOf(metadata: EntityMetadata): readonly string[] {
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
      return isSame(path, driver.database) ? path.slice(1) : path
    case 'sqlite':
      return isSame(path, driver.database) || isSame(path, 'main') ? path.slice(1) : path
  }
}

function isSame([qualifier, ...rest]: readonly string[], name: string | undefined): boolean {
  return rest.length > 0 && qualifier?.toLowerCase() === name?.toLowerCase()
}
