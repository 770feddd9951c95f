import { Redis } from 'ioredis'

/** What a Redis says about itself, over a connection of its own. Throws at once when nobody answers. */
export async function redisInfo(url: string): Promise<Partial<Record<string, string>>> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2_000,
    socketTimeout: 2_000,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  // What connect() throws says only that the connection is closed, not why.
  let cause: unknown
  redis.on('error', (error) => {
    cause = error
  })
  try {
    await redis.connect()
    // Unlike INFO, it fails while Redis still loads its data.
    await redis.ping()
    const lines = (await redis.info('server')).split('\r\n').filter((line) => line.includes(':'))
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    )
  } catch (error) {
    throw cause ?? error
  } finally {
    // On a closed connection it would leave a timer that keeps this process alive.
    if (redis.status !== 'end') redis.disconnect()
  }
}
