import type { Alkey } from '../../../src'

/** Whether the queries in `work` were found in the cache, or missed. */
export async function found(alkey: Alkey, work: () => Promise<unknown>): Promise<string> {
  const before = { ...alkey.eventCounts }
  await work()
  const [hits, misses] = [alkey.eventCounts.hit - before.hit, alkey.eventCounts.miss - before.miss]
  return hits > 0 === misses > 0 ? `${hits} found, ${misses} missed` : hits > 0 ? 'found' : 'missed'
}
