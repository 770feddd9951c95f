import { Redis } from 'ioredis'
import { Alkey } from '../../src'
import { openBento } from '../compare/libraries/bentocache'
import { openCacheManager } from '../compare/libraries/cache-manager'
import { TTL_MS } from '../compare/library'
import type { Bench } from './bench'
import { compareCallers } from './compare-callers'
import { sampleValue } from './sample-value'

/**
 * A hit of one value with 10 dependencies: tags, where a library has them. The floor is what is made by hand, which has none:
 * `GET` and `JSON.parse`.
 */
export async function peers(bench: Bench): Promise<void> {
  const redisUrl = await bench.servers.redis()
  const redis = new Redis(redisUrl)
  const options = { redis, namespace: 'bench', schemaVersion: '1' }
  const alkey = new Alkey(options)
  const near = new Alkey({ ...options, localValues: { maxBytes: 2 ** 20 } })
  const rows = Array.from({ length: 10 }, (_, i) => `alkey:users#${i}`)
  const load = (): Promise<typeof sampleValue> => Promise.resolve(sampleValue)
  await redis.set('floor', JSON.stringify(sampleValue))
  const variants: Record<string, () => Promise<unknown>> = {
    remember: () => alkey.remember([...rows, 'page'], load),
    localValues: () => near.remember([...rows, 'page'], load),
    shared: () => near.remember([...rows, 'page'], load, { shared: true }),
  }
  const opened = await openPeers(bench, redisUrl)
  if (opened) {
    const { lone, layered, cacheManager } = opened
    const asked = { key: 'page', tags: rows, ttl: TTL_MS, factory: load }
    variants['bentocache, Redis'] = () => lone.getOrSet(asked)
    variants['bentocache, both layers and bus'] = () => layered.getOrSet(asked)
    variants['cache-manager without tags'] = () => cacheManager.wrap('page', load)
  }
  const floor = async (): Promise<unknown> => JSON.parse((await redis.get('floor')) as string)
  await compareCallers(bench, 'a hit, 10 dependencies, to GET and parse', floor, variants)
  await opened?.close()
  await Promise.all([alkey.close(), near.close()])
  await redis.quit()
}

async function openPeers({ peerPackages, print }: Bench, redisUrl: string) {
  const installed = await peerPackages()
  if ('reason' in installed) {
    print(`bentocache and cache-manager are left out: ${installed.reason}`)
    return undefined
  }
  const { directory } = installed
  const lone = await openBento({ redisUrl, prefix: 'lone', directory }, 'Redis')
  const layered = await openBento({ redisUrl, prefix: 'layered', directory }, 'memory, Redis and bus')
  const cacheManager = await openCacheManager({ redisUrl, prefix: 'manager', directory })
  const close = (): Promise<unknown> =>
    Promise.all([lone.disconnectAll(), layered.disconnectAll(), cacheManager.disconnect()])
  return { lone, layered, cacheManager, close }
}
