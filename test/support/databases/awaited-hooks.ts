import { databaseUnderTest, typeormUnderTest } from './under-test'

/** Whether TypeORM waits for hooks before it sends a statement, so that something can be read first. */
export const awaitsHooks = databaseUnderTest !== 'better-sqlite3' || typeormUnderTest === '1'
