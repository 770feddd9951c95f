import type { QueryRunner } from 'typeorm'
import { dataSourceOf } from '../data-source-of'

/** Whether TypeORM waits for hooks before it sends a statement; 0.3, which has no property `dataSource`, may not. */
export function isAwaitedBefore(queryRunner: QueryRunner): boolean {
  return 'dataSource' in queryRunner || dataSourceOf(queryRunner).options.type !== 'better-sqlite3'
}
