import { databaseUnderTest, typeormUnderTest } from '../databases/under-test'
import type { Where } from './write-path'

export function isHere({ databases, typeorm }: Where = {}): boolean {
  if (databases && !databases.includes(databaseUnderTest)) return false
  return typeorm === undefined || typeorm === typeormUnderTest
}

export const postgres: Where = { databases: ['postgres'] }
export const mariadb: Where = { databases: ['mariadb'] }
export const sqlite: Where = { databases: ['better-sqlite3', 'sqljs'] }
export const betterSqlite3: Where = { databases: ['better-sqlite3'] }
export const notPostgres: Where = { databases: ['mariadb', 'better-sqlite3', 'sqljs'] }
export const notMariadb: Where = { databases: ['postgres', 'better-sqlite3', 'sqljs'] }
export const notSqlite: Where = { databases: ['postgres', 'mariadb'] }
export const typeorm1: Where = { typeorm: '1' }
