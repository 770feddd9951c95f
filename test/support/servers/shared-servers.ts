import { eventually } from '../waiting/eventually'
import { queryMysql } from './mysql-query'
import { queryPostgres } from './postgres-query'
import { reasonOf } from './reason'
import { redisInfo } from './redis-info'
import type { Server } from './server'
import { startMariaDb } from './start-mariadb'
import { startPostgres } from './start-postgres'
import { startRedis } from './start-redis'

/** A server that many tests use at once. */
export type SharedServer = Pick<Server, 'url' | 'source' | 'stop'>

export function findOrStartRedis(): Promise<SharedServer> {
  return findOrStart('REDIS_URL', redisInfo, startRedis)
}

export function findOrStartPostgres(): Promise<SharedServer> {
  return findOrStart('DATABASE_URL', (url) => queryPostgres(url, 'SELECT 1'), startPostgres)
}

export function findOrStartMariaDb(): Promise<SharedServer> {
  return findOrStart('MYSQL_URL', (url) => queryMysql(url, 'SELECT 1'), startMariaDb)
}

async function findOrStart(
  variable: string,
  probe: (url: string) => Promise<unknown>,
  start: () => Promise<SharedServer>,
): Promise<SharedServer> {
  const url = process.env[variable]
  if (url === undefined || url === '') return startOr(`set ${variable} to a server that runs`, start)
  try {
    await eventually(() => probe(url))
  } catch (error) {
    // Another server instead would hide a mistake of whoever set the variable.
    throw new Error(
      `${variable} names a server that does not answer (${reasonOf(error)}): start it, or unset ${variable}`,
      {
        cause: error,
      },
    )
  }
  return { url, source: variable, stop: () => Promise.resolve() }
}

async function startOr(alternative: string, start: () => Promise<SharedServer>): Promise<SharedServer> {
  try {
    return await start()
  } catch (error) {
    throw new Error(`${reasonOf(error)}\n  - ${alternative}`, { cause: error })
  }
}
