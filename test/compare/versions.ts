import { installed, readPackageJson } from '../package/support/repository'
import { redisInfo } from '../support/servers/redis-info'
import { queryPostgres } from '../support/servers/postgres-query'
import type { Servers } from './measure-all'

/** Of what every library is measured with; their own are in `packages`. */
export async function versionsOf({ databaseUrl, redisUrl }: Servers): Promise<Record<string, string>> {
  const [postgres] = await queryPostgres<{ server_version: string }>(databaseUrl, 'SHOW server_version')
  const { redis_version: redis } = await redisInfo(redisUrl)
  return {
    'typeorm-alkey': readPackageJson().version,
    TypeORM: readPackageJson(installed('typeorm')).version,
    ioredis: readPackageJson(installed('ioredis')).version,
    'Node.js': process.versions.node,
    PostgreSQL: postgres?.server_version.split(' ')[0] ?? 'unknown',
    Redis: redis ?? 'unknown',
  }
}
