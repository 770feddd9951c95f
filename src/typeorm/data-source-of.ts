import type { DataSource, EntityManager, EntityMetadata, QueryRunner } from 'typeorm'

/** The DataSource behind one of TypeORM's objects: a property named `connection` in 0.3 and `dataSource` in 1.x. */
export function dataSourceOf(owner: QueryRunner | EntityManager | EntityMetadata): DataSource {
  const { dataSource } = owner as unknown as { dataSource?: DataSource }
  // In 1.x the old name is a getter, which is slow.
  return dataSource ?? (owner as unknown as { connection: DataSource }).connection
}
