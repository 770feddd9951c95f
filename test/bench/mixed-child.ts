import type { Places } from '../compare/library'
import { type MixedCache, installedCaches, mixedCaches } from './mixed-caches'
import { ITEMS, Item } from './mixed-entities'
import type { Seen } from './stale-reads'

const WRITES = 0.05

let cache: MixedCache | undefined

export async function open(name: string, places: Places): Promise<void> {
  cache = await { ...mixedCaches, ...installedCaches }[name]?.(places)
}

/** Reads the first so many items once, so that what is measured begins with full caches. */
export async function warm(callers: number, items: number): Promise<void> {
  if (!cache) throw new Error('No cache is open.')
  const { read } = cache
  let next = 1
  const call = async (): Promise<void> => {
    while (next <= items) await read(next++)
  }
  await Promise.all(Array.from({ length: callers }, call))
}

/** Reads and writes for so long, by so many callers, each of whom does something at least once. */
export async function work(callers: number, ms: number): Promise<{ reads: Seen[]; writes: Seen[] }> {
  if (!cache) throw new Error('No cache is open.')
  const { dataSource, read, remove } = cache
  const [reads, writes]: [Seen[], Seen[]] = [[], []]
  const end = now() + ms * 1_000
  const turn = async (): Promise<void> => {
    const id = drawId()
    if (Math.random() >= WRITES) {
      const begun = now()
      const { version } = await read(id)
      reads.push([id, version, begun])
      return
    }
    const update = dataSource.manager
      .createQueryBuilder()
      .update(Item)
      .set({ version: () => 'version + 1' })
    const answer = await update.where('id = :id', { id }).returning('version').execute()
    await remove(id)
    const [{ version } = { version: NaN }] = answer.raw as { version: number }[]
    writes.push([id, version, now()])
  }
  const call = async (): Promise<void> => {
    do await turn()
    while (now() < end)
  }
  await Promise.all(Array.from({ length: callers }, call))
  return { reads, writes }
}

export async function close(): Promise<void> {
  await cache?.dataSource.destroy()
  await cache?.close()
  cache = undefined
}

/** In µs, by a clock that all processes of a machine share. */
function now(): number {
  return Number(process.hrtime.bigint() / 1_000n)
}

/** By Zipf's law: the second id comes half as often as the first, the third a third as often. */
function drawId(): number {
  const drawn = Math.random() * (sums.at(-1) ?? 0)
  let [low, high] = [0, sums.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] ?? 0) < drawn) low = middle + 1
    else high = middle
  }
  return low + 1
}

const sums: readonly number[] = Array.from({ length: ITEMS }, (_, i) => 1 / (i + 1)).reduce<number[]>(
  (all, share) => [...all, (all.at(-1) ?? 0) + share],
  [],
)
