import { findOrStartPostgres, findOrStartRedis } from '../support/servers/shared-servers'
import { libraries } from './libraries/all'
import { measureAll } from './measure-all'
import { reportOf, writeToPage } from './report'
import { versionsOf } from './versions'

// After which writes a cached page is stale, by library: `--write` puts the table into docs/compared.md.

async function main(): Promise<void> {
  const [postgres, redis] = await Promise.all([findOrStartPostgres(), findOrStartRedis()])
  try {
    const servers = { databaseUrl: postgres.url, redisUrl: redis.url }
    const versions = await versionsOf(servers)
    const report = reportOf(await measureAll(libraries, servers), versions)
    console.log(report)
    if (process.argv.includes('--write')) await writeToPage(report)
  } finally {
    await Promise.all([postgres.stop(), redis.stop()])
  }
}

void main()
