import type { DataSource, EntityMetadata } from 'typeorm'

const known = new WeakMap<readonly EntityMetadata[], boolean>()

/**
 * Whether a result may have columns of the type `date`. Drivers give them as midnights, TypeORM makes days of these, and
 * leaves their JSON as it is: another value, which `save` would write.
 */
export function mayHoldDays(rows: string, { entityMetadatas, driver }: DataSource): boolean {
  let hasDays = known.get(entityMetadatas)
  if (hasDays === undefined) {
    const columns = entityMetadatas.flatMap((metadata) => metadata.columns)
    hasDays = columns.some((column) => driver.normalizeType(column) === 'date')
    known.set(entityMetadatas, hasDays)
  }
  return hasDays && Array.from(rows.matchAll(instant), ([, text]) => new Date(text as string)).some(isMidnight)
}

/** As JSON has a Date. */
const instant = /"((?:[+-]\d\d)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/g

/** Here, or where the driver was told that it is. */
function isMidnight(date: Date): boolean {
  const minutes = date.getTime() / 60_000
  return (date.getHours() === 0 && date.getMinutes() === 0 && Number.isInteger(minutes)) || minutes % (24 * 60) === 0
}
