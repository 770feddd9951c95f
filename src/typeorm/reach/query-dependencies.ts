import type { DataSourceWrites } from './data-source-writes'
import type { Parameters } from './execution'
import { type IdentifiersRead, identifiersRead } from './identifiers-read'
import { tablesRead } from './tables-read'

/** What a query depends on, or why that can't be told. `locks`: whether it locks rows, so that its result is not to be kept. */
export type QueryDependencies = (IdentifiersRead & { readonly locks: boolean }) | { readonly unknown: string }

/** @param parameters as they are sent; `undefined` when they can't be told */
export function queryDependencies(
  sql: string,
  parameters: Parameters | undefined,
  writes: DataSourceWrites,
): QueryDependencies {
  const read = tablesRead(sql, writes)
  if ('unknown' in read) return read
  return { ...identifiersRead(read.reads, parameters, writes.dialect), locks: read.locks }
}
