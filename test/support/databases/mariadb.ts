import { queryMysql } from '../servers/mysql-query'
import { sharedUrl } from '../servers/shared-url'
import type { Database } from './database'
import { uniqueDatabaseName, urlOfDatabase } from './database-name'

/** On the shared server. */
export async function createMariaDbDatabase(): Promise<Database> {
  const serverUrl = sharedUrl('MYSQL_URL')
  const name = uniqueDatabaseName()
  await queryMysql(serverUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`)
  return {
    options: { type: 'mysql', url: urlOfDatabase(serverUrl, name) },
    drop: async () => {
      await queryMysql(serverUrl, `DROP DATABASE IF EXISTS ${name}`)
    },
  }
}
