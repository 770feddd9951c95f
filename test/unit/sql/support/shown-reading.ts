import type { QueryReading } from '../../../../src/sql/queries/query-reading'

/** A reading as one line of text: `users shop.posts locks`. */
export function shownReading(reading: QueryReading | undefined): string {
  if (!reading) return 'unknown'
  const tables = reading.tables.map(({ path }) => path.join('.')).join(' ')
  return `${tables || 'no tables'}${reading.locks ? ' locks' : ''}`
}
