import type { QueryRunner } from 'typeorm'

/** 0 outside a transaction, 1 in one, more with savepoints. TypeORM keeps it protected, and exact in its hooks. */
export function depthOf(queryRunner: QueryRunner): number {
  return (queryRunner as unknown as { transactionDepth: number }).transactionDepth
}
