import 'reflect-metadata'
import { DataSource, LessThanOrEqual } from 'typeorm'
import { Alkey } from '../../src'
import { typeormCacheOption } from '../compare/libraries/typeorm'
import { type CacheOption, TTL_MS } from '../compare/library'
import type { Bench } from './bench'
import { User, newUsers } from './bench-users'
import { compareCallers } from './compare-callers'

/** What a hit of `cache: true` costs, to the bare query, with TypeORM's own cache in Redis beside it. */
export async function queryCache(bench: Bench): Promise<void> {
  const [url, redisUrl] = [await bench.servers.database(), await bench.servers.redis()]
  const open = (cache?: CacheOption): Promise<DataSource> =>
    new DataSource({
      type: 'postgres',
      url,
      entities: [User],
      synchronize: !cache,
      ...(cache && { cache }),
    }).initialize()
  const bare = await open()
  await bare.manager.insert(User, newUsers(20))
  const own = await open({ ...typeormCacheOption(redisUrl, 'own'), duration: TTL_MS })
  const alkey = new Alkey({ redis: redisUrl, namespace: 'bench' })
  const attached = await open({ provider: () => alkey.queryResultCache(), duration: TTL_MS })
  alkey.attach(attached)
  for (const count of [1, 20]) {
    const find = ({ manager }: DataSource, cache: boolean): Promise<User[]> =>
      manager.find(User, { where: { id: count === 1 ? 1 : LessThanOrEqual(count) }, cache })
    const cached = { "TypeORM's own": () => find(own, true), library: () => find(attached, true) }
    await compareCallers(bench, `cache: true, ${count} rows, to the query`, () => find(bare, false), cached, 150)
  }
  await Promise.all([bare, own, attached].map((dataSource) => dataSource.destroy()))
  await alkey.close()
}
