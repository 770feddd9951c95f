import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { createPostgresDatabase } from '../support/databases/postgres'
import { reasonOf } from '../support/servers/reason'
import { makeTemporaryDirectory, removeDirectory } from '../support/servers/temporary-directory'
import { openShop } from './data-source'
import { installPackages } from './installed-packages'
import type { Library } from './library'
import { type Outcome, measure } from './measure'
import { removeKeys } from './redis-keys'

export interface Servers {
  readonly databaseUrl: string
  readonly redisUrl: string
}

export interface Result {
  readonly library: Library
  /** By write, in their order; none if its packages could not be installed. */
  readonly outcomes: readonly Outcome[]
  /** Why they could not. */
  readonly reason?: string
}

export async function measureAll(libraries: readonly Library[], servers: Servers): Promise<Result[]> {
  const results: Result[] = []
  for (const library of libraries) results.push(await measureOne(library, servers))
  return results
}

async function measureOne(library: Library, servers: Servers): Promise<Result> {
  const directory = await makeTemporaryDirectory('compare')
  try {
    const reason = await installPackages(library.packages, directory).then(() => undefined, reasonOf)
    if (reason !== undefined) return { library, outcomes: [], reason }
    return { library, outcomes: await measureAlone(library, servers, directory) }
  } finally {
    await removeDirectory(directory)
  }
}

/** On a database of its own, and leaves nothing behind in Redis. */
async function measureAlone(
  library: Library,
  { databaseUrl, redisUrl }: Servers,
  directory: string,
): Promise<Outcome[]> {
  const database = await createPostgresDatabase(databaseUrl)
  const prefix = `compare-${randomUUID()}`
  const redis = new Redis(redisUrl)
  try {
    const shop = await openShop(database.url)
    await shop.synchronize()
    await shop.destroy()
    return await measure(library, { databaseUrl: database.url, redisUrl, prefix, directory })
  } finally {
    await database.drop()
    await removeKeys(redis, prefix)
    await redis.quit()
  }
}
