import 'reflect-metadata'
import { DataSource } from 'typeorm'
import { Redis } from 'ioredis'
import { Alkey, ref } from '../../src'
import type { Bench } from './bench'
import { User } from './bench-users'

const SECONDS = 10

/** The commands that Redis gets from a program that has written and read, and then does nothing. */
export async function idle({ servers, calls, print }: Bench): Promise<void> {
  const url = await servers.redis()
  const dataSource = await new DataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    entities: [User],
    synchronize: true,
  }).initialize()
  const alkey = new Alkey({ redis: url, namespace: 'bench' })
  alkey.attach(dataSource)
  const { id } = await dataSource.manager.save(User, { name: 'Ann' })
  await alkey.remember([ref(User, id), 'page'], () => dataSource.manager.findOneBy(User, { id }))
  const redis = new Redis(url)
  const before = await commandsSeen(redis)
  const seconds = calls(SECONDS * 1_000) / 1_000
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  const after = await commandsSeen(redis)
  const seen = Array.from(after, ([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
  // The first look counts as well.
  const sent = seen.map(([name, count]) => [name, name === 'info' ? count - 1 : count] as const)
  const inAll = sent.reduce((sum, [, count]) => sum + count, 0)
  const names = sent.filter(([, count]) => count > 0).map(([name, count]) => `${count} ${name}`)
  print(`idle for ${seconds} s: ${(inAll / seconds).toFixed(2)} commands a second (${names.join(', ') || 'none'})`)
  await dataSource.destroy()
  await alkey.close()
  await redis.quit()
}

async function commandsSeen(redis: Redis): Promise<ReadonlyMap<string, number>> {
  const stats = await redis.info('commandstats')
  return new Map(
    Array.from(stats.matchAll(/cmdstat_(\S+):calls=(\d+)/g), ([, name = '', count]) => [name, Number(count)]),
  )
}
