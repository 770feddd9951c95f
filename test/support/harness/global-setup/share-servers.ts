import { queryMysql } from '../../servers/mysql-query'
import { queryPostgres } from '../../servers/postgres-query'
import { reasonOf } from '../../servers/reason'
import { announceVersion } from '../cells/versions'
import { type ServerName, type Setup, servers, setups } from '../setups'
import { share, stopSharing } from '../sharing'

/** Servers for all tests that only need one. Setups for several Jest projects share them. */
export async function shareServers(setup: Setup): Promise<void> {
  const outcomes = await Promise.allSettled(setups[setup].map(shareAndAnnounce))
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected')
  if (failures.length === 0) return
  // Jest runs no teardown after a failed setup.
  await stopSharing()
  throw new Error(failures.map(({ reason }) => reasonOf(reason)).join('\n\n'))
}

async function shareAndAnnounce(which: ServerName): Promise<void> {
  const { name, variable, findOrStart } = servers[which]
  const { url } = await share(variable, async () => {
    const server = await findOrStart()
    process.stderr.write(`alkey tests: ${name} at ${withoutPassword(server.url)} (${server.source})\n`)
    return server
  })
  if (which !== 'redis') announceVersion(which, await versionOf(which, url))
}

async function versionOf(which: 'postgres' | 'mariadb', url: string): Promise<string | undefined> {
  const ask = which === 'postgres' ? queryPostgres<{ version: string }> : queryMysql<{ version: string }>
  const sql =
    which === 'postgres' ? `SELECT current_setting('server_version') AS version` : 'SELECT version() AS version'
  return (await ask(url, sql))[0]?.version
}

function withoutPassword(url: string): string {
  const shown = new URL(url)
  if (shown.password !== '') shown.password = '***'
  return shown.href
}
