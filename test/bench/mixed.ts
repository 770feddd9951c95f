import { join } from 'node:path'
import { type Child, startChild } from '../support/processes/child-process'
import type { Bench } from './bench'
import { installedCaches, mixedCaches } from './mixed-caches'
import type * as mixedChild from './mixed-child'
import { ITEMS, fillItems } from './mixed-entities'
import { ratiosToFirst } from './rounds'
import { type Seen, staleReads } from './stale-reads'

const PROCESSES = 2
const CALLERS = 16
const WORK_MS = 2_000
const MOST_ROUNDS = 3

/**
 * How much two processes do on one PostgreSQL and one Redis: pages of an item with 20 lines, few of them read often, 5 % writes.
 * As a ratio to no cache, with the reads that got an older version than one whose write was acknowledged before they began.
 */
export async function mixed(bench: Bench): Promise<void> {
  const databaseUrl = await bench.servers.database()
  const redisUrl = await bench.servers.redis()
  await fillItems(databaseUrl)
  const installed = await bench.peerPackages()
  if ('reason' in installed) bench.print(`bentocache and cache-manager are left out: ${installed.reason}`)
  const caches = { ...mixedCaches, ...('directory' in installed && installedCaches) }
  const directory = 'directory' in installed ? installed.directory : ''
  const children = await Promise.all(Array.from({ length: PROCESSES }, startWorker))
  const counts = new Map(Object.keys(caches).map((name) => [name, { reads: 0, stale: 0 }]))
  let runs = 0
  const run = async (name: string): Promise<number> => {
    // What others wrote is not in this one's cache.
    const places = { databaseUrl, redisUrl, directory, prefix: `run-${runs++}` }
    await Promise.all(children.map((child) => child.call('open', name, places)))
    await Promise.all(children.map((child) => child.call('warm', CALLERS, bench.calls(ITEMS))))
    const { ms, reads, writes } = await work(children, bench.calls(WORK_MS))
    await Promise.all(children.map((child) => child.call('close')))
    const count = counts.get(name)
    if (count) {
      count.reads += reads.length
      count.stale += staleReads(reads, writes)
    }
    return ms / (reads.length + writes.length)
  }
  const variants = Object.keys(caches).map((name) => [name, () => run(name)] as const)
  const ratios = await ratiosToFirst(Object.fromEntries(variants), Math.min(bench.rounds, MOST_ROUNDS))
  for (const [name, { reads, stale }] of counts) {
    bench.print(`${name}: x${(1 / (ratios[name] ?? NaN)).toFixed(2)} of no cache, ${stale} stale of ${reads} reads`)
  }
  await Promise.all(children.map((child) => child.kill()))
}

type Worker = Child<typeof mixedChild>

function startWorker(): Promise<Worker> {
  return startChild<typeof mixedChild>(join(__dirname, 'mixed-child.ts'))
}

async function work(
  children: readonly Worker[],
  duration: number,
): Promise<{ readonly ms: number; readonly reads: readonly Seen[]; readonly writes: readonly Seen[] }> {
  const begun = performance.now()
  const all = await Promise.all(children.map((child) => child.call('work', CALLERS, duration)))
  const ms = performance.now() - begun
  return { ms, reads: all.flatMap(({ reads }) => reads), writes: all.flatMap(({ writes }) => writes) }
}
