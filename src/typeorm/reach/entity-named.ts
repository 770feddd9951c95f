import type { DataSource, EntityMetadata } from 'typeorm'
import { InvalidOptionError } from '../../errors'

/** The entity that an option names. @throws InvalidOptionError */
export function entityNamed(name: string, option: string, dataSource: DataSource): EntityMetadata {
  const metadata = dataSource.entityMetadatas.find((candidate) => candidate.name === name)
  if (metadata) return metadata
  const names = dataSource.entityMetadatas.filter(({ isJunction }) => !isJunction).map((known) => known.name)
  throw new InvalidOptionError(
    `${option} names the entity '${name}', which the attached DataSource doesn't have. It has: ${names.sort().join(', ')}.`,
  )
}
