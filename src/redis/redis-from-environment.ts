import type { RedisOptions } from 'ioredis'
import { InvalidOptionError, show } from '../errors'
import { decoded } from './decoded'

/**
 * Makes a value for the option `redis` from environment variables: `REDIS_URL` (default: `redis://localhost:6379`;
 * `rediss://` for TLS) and `REDIS_DB`, the number of the database (default: that of the URL, else 0). Alkey for Python reads
 * the same variables; its `REDIS_MAX_CONNECTIONS` is ignored, since one ioredis connection carries all commands.
 *
 * @returns ioredis options
 * @throws InvalidOptionError
 * @example
 * const alkey = new Alkey({ redis: redisFromEnvironment() })
 */
export function redisFromEnvironment(environment: NodeJS.ProcessEnv = process.env): RedisOptions {
  const text = environment['REDIS_URL'] || 'redis://localhost:6379'
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['redis:', 'rediss:'].includes(url.protocol)) {
    throw new InvalidOptionError(
      'REDIS_URL must have the form redis://[[user]:password@]host[:port][/database], or begin with rediss:// for TLS.',
    )
  }
  const db = environment['REDIS_DB'] || url.pathname.slice(1) || '0'
  if (!/^\d+$/.test(db)) {
    throw new InvalidOptionError(
      `REDIS_DB, or the path of REDIS_URL, must be the number of a Redis database, not ${show(db)}.`,
    )
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost',
    port: url.port ? Number(url.port) : 6379,
    db: Number(db),
    ...(url.username && { username: decoded(url.username, 'REDIS_URL') }),
    ...(url.password && { password: decoded(url.password, 'REDIS_URL') }),
    ...(url.protocol === 'rediss:' && { tls: {} }),
  }
}
