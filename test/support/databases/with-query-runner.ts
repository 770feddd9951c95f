import type { DataSource, QueryRunner } from 'typeorm'

/** On one connection, which is given back. */
export async function withQueryRunner<Result>(
  { dataSource }: { readonly dataSource: DataSource },
  work: (queryRunner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  const queryRunner = dataSource.createQueryRunner()
  try {
    return await work(queryRunner)
  } finally {
    await queryRunner.release()
  }
}
