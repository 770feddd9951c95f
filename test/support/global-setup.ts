import { reasonOf } from './servers/reason'
import { findOrStartPostgres, findOrStartRedis, type SharedServer } from './servers/shared-servers'
import { share, stopSharing } from './sharing'

/** One Redis and one PostgreSQL for all tests that only need a server. */
export default async function globalSetup(): Promise<void> {
  const outcomes = await Promise.allSettled([
    announce('Redis', share('REDIS_URL', findOrStartRedis)),
    announce('PostgreSQL', share('DATABASE_URL', findOrStartPostgres)),
  ])
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected')
  if (failures.length === 0) return
  // Jest runs no teardown after a failed setup.
  await stopSharing()
  throw new Error(failures.map(({ reason }) => reasonOf(reason)).join('\n\n'))
}

async function announce(what: string, sharing: Promise<SharedServer>): Promise<void> {
  const { url, source } = await sharing
  process.stderr.write(`alkey tests: ${what} at ${withoutPassword(url)} (${source})\n`)
}

function withoutPassword(url: string): string {
  const shown = new URL(url)
  if (shown.password !== '') shown.password = '***'
  return shown.href
}
