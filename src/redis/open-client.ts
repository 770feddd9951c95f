import type * as Ioredis from 'ioredis'
import type { Redis, RedisOptions } from 'ioredis'
import { InvalidOptionError, show } from '../errors'
import { decoded } from './decoded'

/** For so long from its beginning an attempt to connect is waited for by a write, which may begin the next one then. */
export const HASTE_MS = 50

/**
 * Opens a client of our own: a duplicate of the one given, which is never reconfigured or closed, or a new one.
 * It keeps address, credentials, database and `keyPrefix`, and gives up what would make a command wait or run twice.
 *
 * @param besides what this client needs, beside what all do
 */
export function openClient(redis: Redis | string | RedisOptions, deadlineMs: number, besides?: RedisOptions): Redis {
  const own: RedisOptions = {
    lazyConnect: true,
    // Every call has a deadline of ours; a timer for each command besides would only cost time.
    commandTimeout: undefined,
    // A queued command would be answered long after its deadline, a resent one would run twice.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableReadyCheck: true,
    enableAutoPipelining: false,
    autoResubscribe: false,
    connectTimeout: 2 * Math.max(deadlineMs, 500),
    sentinelCommandTimeout: 2 * Math.max(deadlineMs, 500),
    // A frozen server never closes its end.
    disconnectTimeout: 100,
    readOnly: false,
    // A replica may have missed a bump.
    role: 'master',
    // A connection is made again by who holds this client.
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    reconnectOnError: null,
    ...besides,
  }
  if (isClient(redis)) return redis.duplicate(own)
  const { Redis } = requireIoredis()
  if (typeof redis === 'string') return new Redis(checkUrl(redis), own)
  if ((redis as unknown) instanceof URL)
    throw new InvalidOptionError(
      'redis must be a URL as a string, not as an object: ioredis would find nothing in it. Pass its href.',
    )
  if (typeof redis === 'object' && (redis as unknown) !== null && !('isCluster' in redis) && !Array.isArray(redis))
    return new Redis({ ...redis, ...own })
  throw new InvalidOptionError(
    `redis must be an ioredis client, a URL or ioredis options, not ${show(redis)}. An ioredis Cluster is not supported.`,
  )
}

function isClient(redis: unknown): redis is Redis {
  const candidate = redis as Partial<Redis> | null | undefined
  return typeof candidate?.duplicate === 'function' && !candidate.isCluster
}

function checkUrl(text: string): string {
  if (URL.canParse(text) && /^((redis|rediss):\/\/|unix:)/i.test(text)) {
    const { username, password } = new URL(text)
    for (const credential of [username, password]) decoded(credential, 'the URL of redis')
    return text
  }
  // What stands before an @ may be a password.
  const shown = show(text.includes('@') ? `***${text.slice(text.lastIndexOf('@'))}` : text)
  const given = text === '' ? 'an empty text: is a variable of the environment missing?' : `${shown}.`
  throw new InvalidOptionError(
    `redis must be a URL like 'redis://localhost:6379/0', an ioredis client, or ioredis options, not ${given}`,
  )
}

/** Loaded only when asked for: a client that is given brings its own copy. */
function requireIoredis(): typeof Ioredis {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it for everybody
    return require('ioredis') as typeof Ioredis
  } catch (cause) {
    throw new InvalidOptionError(
      "The option 'redis' needs the package ioredis, which can't be loaded: npm install ioredis@5.",
      { cause },
    )
  }
}
