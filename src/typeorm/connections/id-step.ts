import type { QueryRunner } from 'typeorm'
import type { Statement } from '../../sql/statement'

/** Whether the ids of inserted rows can be told only by how far apart the server gives them: it tells the first. */
export function needsIdStep(statements: readonly Statement[]): boolean {
  return statements.some(
    (statement) =>
      statement.kind === 'write' &&
      statement.writes.some(
        ({ verb, rows, returning }) => verb === 'insert' && (rows?.length ?? 0) > 1 && returning.length === 0,
      ),
  )
}

/** MySQL's `auto_increment_increment`. Each connection may have its own, and a cluster changes it as servers join. */
export async function idStepOf(queryRunner: QueryRunner): Promise<number> {
  const [row] = (await queryRunner.query('SELECT @@auto_increment_increment AS step')) as { step: number | string }[]
  return Number(row?.step)
}
