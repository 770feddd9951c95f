import { queryMysql } from '../../servers/mysql-query'
import { queryPostgres } from '../../servers/postgres-query'
import { reasonOf } from '../../servers/reason'
import { announceVersion } from '../cells/versions'
import {
  findOrStartMariaDb,
  findOrStartPostgres,
  findOrStartRedis,
  type SharedServer,
} from '../../servers/shared-servers'
import { share, stopSharing } from '../sharing'

/** A server for all tests that only need one. Setups for several Jest projects share it. */
type SharedServerStart = () => Promise<void>

export const redis: SharedServerStart = async () => {
  await shareAndAnnounce('Redis', 'REDIS_URL', findOrStartRedis)
}

export const postgres: SharedServerStart = async () => {
  const { url } = await shareAndAnnounce('PostgreSQL', 'DATABASE_URL', findOrStartPostgres)
  const [row] = await queryPostgres<{ server_version: string }>(url, 'SHOW server_version')
  announceVersion('postgres', row?.server_version)
}

export const mariaDb: SharedServerStart = async () => {
  const { url } = await shareAndAnnounce('MariaDB', 'MYSQL_URL', findOrStartMariaDb)
  const [row] = await queryMysql<{ version: string }>(url, 'SELECT version() AS version')
  announceVersion('mariadb', row?.version)
}

export async function shareServers(...starts: readonly SharedServerStart[]): Promise<void> {
  const outcomes = await Promise.allSettled(starts.map((start) => start()))
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected')
  if (failures.length === 0) return
  // Jest runs no teardown after a failed setup.
  await stopSharing()
  throw new Error(failures.map(({ reason }) => reasonOf(reason)).join('\n\n'))
}

async function shareAndAnnounce(
  what: string,
  variable: string,
  findOrStart: () => Promise<SharedServer>,
): Promise<SharedServer> {
  return share(variable, async () => {
    const server = await findOrStart()
    process.stderr.write(`alkey tests: ${what} at ${withoutPassword(server.url)} (${server.source})\n`)
    return server
  })
}

function withoutPassword(url: string): string {
  const shown = new URL(url)
  if (shown.password !== '') shown.password = '***'
  return shown.href
}
