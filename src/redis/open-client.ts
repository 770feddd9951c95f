import type * as Ioredis from 'ioredis'
import type { Redis, RedisOptions } from 'ioredis'
import { InvalidOptionError, show } from '../errors'

/** The longest pause between attempts to connect: so soon after an outage all processes are back. */
export const LONGEST_RETRY_MS = 250

/** For so long from its beginning an attempt to connect is waited for by a write, which may begin the next one then. */
export const HASTE_MS = 50

/** The pause after so many attempts to connect that failed. Processes that were cut off together don't come together. */
export function retryDelayMs(attempt: number): number {
  return Math.min(10 * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS) * (0.75 + Math.random() / 4)
}

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
  if (typeof redis === 'object' && (redis as unknown) !== null && !('isCluster' in redis) && !isMistaken(redis))
    return new Redis({ ...redis, ...own })
  if ((redis as unknown) instanceof URL)
    throw new InvalidOptionError(
      'redis must be a URL as a string, not as an object: ioredis would find nothing in it. Pass its href.',
    )
  throw new InvalidOptionError(
    `redis must be an ioredis client, a URL or ioredis options, not ${show(redis)}. An ioredis Cluster is not supported.`,
  )
}

function isClient(redis: unknown): redis is Redis {
  const candidate = redis as Partial<Redis> | null | undefined
  return typeof candidate?.duplicate === 'function' && !candidate.isCluster
}

function checkUrl(text: string): string {
  if (URL.canParse(text) && /^(redis|rediss|unix):$/.test(new URL(text).protocol)) return checkEncoding(text)
  throw new InvalidOptionError(
    "redis must be a URL like 'redis://localhost:6379/0', an ioredis client, or ioredis options.",
  )
}

/** What has no options, so that they would all be the defaults. */
function isMistaken(redis: object): boolean {
  return redis instanceof URL || Array.isArray(redis)
}

/** Doesn't show the text, which may have a password. */
function checkEncoding(text: string): string {
  const { username, password } = new URL(text)
  try {
    decodeURIComponent(username)
    decodeURIComponent(password)
  } catch {
    throw new InvalidOptionError(
      'The user and the password in the URL of redis must be percent-encoded: write %25 for %.',
    )
  }
  return text
}

/** Loaded only when asked for: a client that is given brings its own copy. */
function requireIoredis(): typeof Ioredis {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it for everybody
  return require('ioredis') as typeof Ioredis
}
