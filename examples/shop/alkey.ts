import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { Alkey, MemoryTokenStore, redisFromEnvironment } from 'typeorm-alkey'
import { reach } from './unreachable'

const usesRedis = Boolean(process.env['REDIS_URL'])
const namespace = `example-${randomBytes(6).toString('hex')}`

export const tokensName = usesRedis
  ? `the Redis of REDIS_URL, namespace ${namespace}, removed at the end`
  : 'in this process (set REDIS_URL to use Redis)'

/** Runs `work` with an `Alkey`, and closes it. */
export async function withAlkey<Result>(work: (alkey: Alkey) => Promise<Result>): Promise<Result> {
  return usesRedis ? withRedis(work) : withMemory(work)
}

/** Enough for an application that runs as one process, and for tests. */
async function withMemory<Result>(work: (alkey: Alkey) => Promise<Result>): Promise<Result> {
  const store = new MemoryTokenStore()
  const alkey = new Alkey({ store })
  try {
    return await work(alkey)
  } finally {
    await alkey.close()
    // Alkey closes what it opened itself, and no more.
    await store.close()
  }
}

async function withRedis<Result>(work: (alkey: Alkey) => Promise<Result>): Promise<Result> {
  const redis = new Redis({ ...redisFromEnvironment(), lazyConnect: true, retryStrategy: () => null })
  let failure: unknown
  const keep = (error: unknown): void => void (failure = error)
  redis.on('error', keep)
  await reach('REDIS_URL', redis.connect(), () => failure)
  redis.off('error', keep)
  const alkey = new Alkey({ redis, namespace })
  try {
    return await work(alkey)
  } finally {
    await alkey.close()
    await removeNamespace(redis)
    await redis.quit()
  }
}

/** An application needs nothing like this: tokens that nobody asks for expire by themselves. */
async function removeNamespace(redis: Redis): Promise<void> {
  // Tokens, and values.
  for (const match of [`{${namespace}}:*`, `${namespace}:*`]) {
    for await (const keys of redis.scanStream({ match, count: 1000 }) as AsyncIterable<string[]>) {
      if (keys.length > 0) await redis.unlink(keys)
    }
  }
}
