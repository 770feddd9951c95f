import 'reflect-metadata'
import type { DataSource } from 'typeorm'
import { ref } from '../../src'
import { asyncResourcesOf } from './async-resources'
import type { Bench } from './bench'
import { User, openWithAndWithout } from './bench-users'
import { compareCosts } from './compare-costs'

const works = {
  'save of a new row': ({ manager }: DataSource) => manager.save(User, { name: 'x', email: 'x@example.org' }),
  '10 inserts in a transaction': (dataSource: DataSource) =>
    dataSource.transaction(async (manager) => {
      for (let i = 0; i < 10; i++) await manager.insert(User, { name: 'x', email: 'x@example.org' })
    }),
}

/** How long a caller waits for a write of few rows, to the same program without the library, and what its promises are. */
export async function waits(bench: Bench): Promise<void> {
  const { bare, attached, alkey, redis, close } = await openWithAndWithout(bench)
  for (const [name, work] of Object.entries(works)) {
    // What is recorded before a COMMIT, and removed after it, takes as many round trips.
    const withPings = async (): Promise<void> => {
      await work(bare)
      await redis.ping()
      await redis.ping()
    }
    const floor = (): Promise<unknown> => work(bare)
    const library = (): Promise<unknown> => work(attached)
    await compareCosts(bench, name, 'ms', { floor, 'with two PINGs': withPings, library }, 15)
    const [without, within] = [await asyncResourcesOf(floor), await asyncResourcesOf(library)]
    bench.print(`${name}: ${JSON.stringify(without)} without the library, ${JSON.stringify(within)} with it`)
  }
  for (const count of [1, 10]) {
    const rows = Array.from({ length: count }, (_, i) => ref(User, i + 1))
    const library = (): Promise<unknown> => alkey.invalidate(...rows)
    await compareCosts(bench, `invalidate of ${count}, to PING`, 'ms', { floor: () => redis.ping(), library }, 200)
  }
  await close()
}
