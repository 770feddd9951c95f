import type { DataSource, EntityManager, EntityMetadata, QueryRunner } from 'typeorm'

/** The DataSource behind one of TypeORM's objects: a property named `connection` in 0.3 and `dataSource` in 1.x. */
export function dataSourceOf(owner: QueryRunner | EntityManager | EntityMetadata): DataSource {
  const { dataSource, connection } = owner as unknown as { dataSource?: DataSource; connection: DataSource }
  return dataSource ?? connection
}
