import { isDeepStrictEqual } from 'node:util'
import type { DataSource, EntityMetadata } from 'typeorm'
import { isEmbedded } from '../embedded'
import type { ColumnMetadata } from '../metadata'

/** What becomes of a Date that the driver gives for a column once it has been through JSON. */
type Fate = 'kept' | 'lost' | 'lost at midnight'

/** By the names of columns that drivers give Dates or text for. */
const known = new WeakMap<readonly EntityMetadata[], ReadonlyMap<string, Fate>>()

/**
 * Whether a result may have Dates that its reader would get back as text. TypeORM makes Dates again of the text in most
 * columns that it maps; it doesn't in those of the type `date` (a midnight, of which it makes a day) and in MySQL's
 * `timestamp`, nor in what a query names by itself.
 */
export function mayLoseDates(rows: string, dataSource: DataSource): boolean {
  // SQLite has no dates.
  if (isEmbedded(dataSource) || !instantWithin.test(rows)) return false
  const fates = fatesOf(dataSource)
  return (JSON.parse(rows) as readonly Readonly<Record<string, unknown>>[]).some((row) =>
    Object.entries(row).some(([name, value]) => typeof value === 'string' && isLost(name, value, fates)),
  )
}

function isLost(name: string, value: string, fates: ReadonlyMap<string, Fate>): boolean {
  if (!instant.test(value)) return false
  const fate = fateOf(name, fates)
  return fate === 'lost' || (fate === 'lost at midnight' && isMidnight(new Date(value)))
}

/** TypeORM puts the entity's alias and `_` before a column's name; either may have more of them within. */
function fateOf(name: string, fates: ReadonlyMap<string, Fate>): Fate {
  const possible = new Set<Fate>()
  for (let at = name.indexOf('_'); at >= 0; at = name.indexOf('_', at + 1)) {
    const fate = fates.get(name.slice(at + 1))
    if (fate) possible.add(fate)
  }
  if (possible.has('lost') || possible.size === 0) return 'lost'
  return possible.has('lost at midnight') ? 'lost at midnight' : 'kept'
}

function fatesOf({ entityMetadatas, driver }: DataSource): ReadonlyMap<string, Fate> {
  let fates = known.get(entityMetadatas)
  if (fates) return fates
  const found = new Map<string, Fate>()
  for (const column of entityMetadatas.flatMap((metadata) => metadata.columns)) {
    const { databaseName } = column
    const fate = fateIn(column, driver)
    const other = found.get(databaseName)
    found.set(databaseName, other === undefined || other === 'kept' || fate === 'lost' ? fate : other)
  }
  known.set(entityMetadatas, (fates = found))
  return fates
}

/** Asks TypeORM itself, for a moment without the application's transformers. */
function fateIn(column: ColumnMetadata, driver: DataSource['driver']): Fate {
  const type = driver.normalizeType(column)
  // For others it is text that came from the database.
  if (!dateTypes.has(type)) return 'kept'
  if (type === 'date') return 'lost at midnight'
  const plain = Object.create(column, { transformer: { value: undefined } }) as ColumnMetadata
  const date = new Date(0)
  const [before, after] = [date, date.toISOString()].map(
    (value) => driver.prepareHydratedValue(value, plain) as unknown,
  )
  return isDeepStrictEqual(before, after) ? 'kept' : 'lost'
}

/** What drivers give Dates for. */
const dateTypes: ReadonlySet<string> = new Set([
  ...['date', 'datetime', 'timestamp', 'timestamptz'],
  ...['timestamp with time zone', 'timestamp without time zone'],
])

/** As JSON has a Date. */
const instant = /^(?:[+-]\d\d)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const instantWithin = /"(?:[+-]\d\d)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/

/** Here, or where the driver was told that it is. */
function isMidnight(date: Date): boolean {
  const minutes = date.getTime() / 60_000
  return (date.getHours() === 0 && date.getMinutes() === 0 && Number.isInteger(minutes)) || minutes % (24 * 60) === 0
}
