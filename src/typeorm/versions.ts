import type { DataSource, EntityManager, EntityMetadata, QueryRunner } from 'typeorm'

// What TypeORM has under other names in 0.3 than in 1.x, or does otherwise, and what its types keep to themselves: all that
// is to be looked at again when there is another version.

/** The DataSource behind one of TypeORM's objects: a property named `connection` in 0.3 and `dataSource` in 1.x. */
export function dataSourceOf(owner: QueryRunner | EntityManager | EntityMetadata): DataSource {
  const { dataSource } = owner as unknown as { dataSource?: DataSource }
  // In 1.x the old name is a getter, which is slow.
  return dataSource ?? (owner as unknown as { connection: DataSource }).connection
}

/** Whether TypeORM waits for hooks before it sends a statement; 0.3, which has no property `dataSource`, may not. */
export function isAwaitedBefore(owner: QueryRunner | EntityManager): boolean {
  return 'dataSource' in owner || dataSourceOf(owner).options.type !== 'better-sqlite3'
}

/** 0 outside a transaction, 1 in one, more with savepoints. TypeORM keeps it protected, and exact in its hooks. */
export function depthOf(queryRunner: QueryRunner): number {
  return (queryRunner as unknown as { transactionDepth: number }).transactionDepth
}

/** The driver's own connection, which pools lend to one query runner after the other. */
export function connectionOf(queryRunner: QueryRunner): object | undefined {
  return (queryRunner as unknown as { databaseConnection?: object }).databaseConnection
}

/** The connection that an embedded database has for everybody, while it is open. */
export function soleConnectionOf(dataSource: DataSource): object | undefined {
  const { driver } = dataSource as { driver?: { databaseConnection?: object } }
  return driver?.databaseConnection
}

/** The query runner that an embedded database has for everybody, once it was asked for. */
export function soleQueryRunnerOf({ driver }: DataSource): QueryRunner | undefined {
  return (driver as { queryRunner?: QueryRunner }).queryRunner
}
