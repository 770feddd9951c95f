import type { DataSource } from 'typeorm'

/** All rows of all tables and views, from TypeORM's cache or past it; as JSON, as the cache keeps them. */
export async function readAll(dataSource: DataSource, isCached: boolean): Promise<Record<string, unknown>> {
  const rows: Record<string, unknown> = {}
  for (const { tablePath, primaryColumns } of dataSource.entityMetadatas) {
    const query = dataSource.manager.createQueryBuilder().select('*').from(tablePath, 'one').cache(isCached)
    for (const { databaseName } of primaryColumns) query.addOrderBy(`one.${databaseName}`)
    rows[tablePath] = JSON.parse(JSON.stringify(await query.getRawMany()))
  }
  return rows
}
