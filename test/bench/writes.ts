import 'reflect-metadata'
import { type DataSource, In } from 'typeorm'
import type { Bench } from './bench'
import { User, newUsers, openWithAndWithout } from './bench-users'
import { compareCosts } from './compare-costs'

const ROWS = 1_000

const ids = Array.from({ length: ROWS }, (_, i) => i + 1)
const tokens = [...ids, '*'].map((id) => `{bench}:alkey:users#${id}`).concat('{bench}:alkey:*#*')

/** The CPU time that this process takes for many rows, to the same program without the library. */
export async function writes(bench: Bench): Promise<void> {
  const { bare, attached, redis, fill, close } = await openWithAndWithout(bench)
  const both = async (
    what: string,
    times: number,
    work: (dataSource: DataSource) => Promise<unknown>,
    besides: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> => {
    await fill(ROWS)
    const floor = async (): Promise<unknown> => (await work(bare), besides())
    await compareCosts(bench, what, 'CPU', { floor, library: () => work(attached) }, times)
  }
  await both(
    'update of 1,000 ids, to that and UNLINK',
    10,
    ({ manager }) => manager.update(User, { id: In(ids) }, { name: 'y' }),
    () => redis.unlink(tokens),
  )
  for (const count of bench.sizes([1_000, 10_000])) {
    const what = `save of ${count.toLocaleString('en')} new rows`
    await both(what, 5_000 / count, ({ manager }) => manager.save(User, newUsers(count)))
  }
  await both('insert of 1,000 rows', 5, ({ manager }) => manager.insert(User, newUsers(ROWS)))
  let renamed = 0
  await both('find and save of 100 rows', 3, async ({ manager }) => {
    const users = await manager.findBy(User, { id: In(ids.slice(0, 100)) })
    for (const user of users) user.name = `n${renamed++}`
    return manager.save(users)
  })
  await both('find of 1,000 rows', 10, ({ manager }) => manager.find(User, { take: ROWS, order: { id: 'ASC' } }))
  await close()
}
