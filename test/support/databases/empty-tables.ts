import type { DataSource, QueryRunner } from 'typeorm'

/** Deletes all rows of the entities' tables; ids that the database makes begin with 1 again. The tables stay. */
export async function emptyTables(dataSource: DataSource): Promise<void> {
  const { driver, options } = dataSource
  const paths = dataSource.entityMetadatas.filter(({ tableType }) => tableType !== 'view').map((one) => one.tablePath)
  const tables = [...new Set(paths)].map((path) =>
    path
      .split('.')
      .map((part) => driver.escape(part))
      .join('.'),
  )
  if (options.type === 'postgres') {
    await dataSource.query(`TRUNCATE ${tables.join(', ')} RESTART IDENTITY CASCADE`)
    return
  }
  // Settings belong to a connection.
  const queryRunner = dataSource.createQueryRunner()
  try {
    if (options.type === 'mysql') await emptyOnMysql(queryRunner, tables)
    else await emptyOnSqlite(queryRunner, tables)
  } finally {
    await queryRunner.release()
  }
}

async function emptyOnMysql(queryRunner: QueryRunner, tables: readonly string[]): Promise<void> {
  await queryRunner.query('SET foreign_key_checks = 0')
  for (const table of tables) {
    // Much faster than TRUNCATE, which makes the table anew.
    await queryRunner.query(`DELETE FROM ${table}`)
    await queryRunner.query(`ALTER TABLE ${table} AUTO_INCREMENT = 1`)
  }
  await queryRunner.query('SET foreign_key_checks = 1')
}

async function emptyOnSqlite(queryRunner: QueryRunner, tables: readonly string[]): Promise<void> {
  await queryRunner.query('PRAGMA foreign_keys = OFF')
  for (const table of tables) await queryRunner.query(`DELETE FROM ${table}`)
  await queryRunner.query('DELETE FROM sqlite_sequence')
  await queryRunner.query('PRAGMA foreign_keys = ON')
}
