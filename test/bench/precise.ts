import 'reflect-metadata'
import type { DataSource } from 'typeorm'
import { Alkey, type AlkeyOptions } from '../../src'
import { TTL_MS } from '../compare/library'
import type { Bench } from './bench'
import { CUSTOMERS, Customer, Order, fillOrders, firstOrderOf, openOrders } from './precise-entities'
import { ratiosToFirst } from './rounds'
import { type Seen, staleReads } from './stale-reads'

const CALLERS = 32
const WORK_MS = 2_000
const MOST_ROUNDS = 3

/** A program that reads the orders of a customer, each through one kind of cache. */
interface Program {
  readonly dataSource: DataSource
  readonly read: (customer: number) => Promise<Order[]>
  /** How many reads were answered from the cache so far. */
  readonly hits: () => number
  readonly close: () => Promise<unknown>
}

type Open = (databaseUrl: string, redisUrl: string, namespace: string) => Promise<Program>

/** By name. The first one is the floor. */
const programs: Readonly<Record<string, Open>> = {
  'no cache': async (databaseUrl) => {
    const dataSource = await openOrders(databaseUrl)
    return { dataSource, read: (id) => ordersOf(dataSource, id), hits: () => 0, close: () => Promise.resolve() }
  },
  'whole tables': (...places) =>
    openCached(places, (dataSource, alkey, id) =>
      alkey.remember([Order, Customer, id], () => ordersOf(dataSource, id), { ttl: TTL_MS }),
    ),
  'cache: true, by customer': (...places) => openCached(places, (dataSource, _, id) => ordersOf(dataSource, id, true)),
  'cache: true, by scope': (...places) =>
    openCached(places, (dataSource, _, id) => ordersOf(dataSource, id, true), { Order: ['customer'] }),
  computed: (...places) =>
    openCached(places, (dataSource, alkey, id) =>
      alkey.computed(['orders', id], () => ordersOf(dataSource, id), { ttl: TTL_MS }),
    ),
}

/**
 * What one program does with 32 callers, as a ratio to no cache, its share of hits, and its stale reads: the orders of one
 * of 1,000 customers, and 5 or 20 % writes. A value that depends on whole tables ends with each write of any customer.
 */
export async function precise(bench: Bench): Promise<void> {
  const [databaseUrl, redisUrl] = [await bench.servers.database(), await bench.servers.redis()]
  await fillOrders(databaseUrl)
  let runs = 0
  for (const share of [0.05, 0.2]) {
    const counts = new Map(Object.keys(programs).map((name) => [name, { reads: 0, hits: 0, stale: 0 }]))
    const run = async (name: string, open: Open): Promise<number> => {
      const program = await open(databaseUrl, redisUrl, `run-${runs++}`)
      await inTurns(bench.calls(CUSTOMERS), program.read)
      const before = program.hits()
      const { reads, writes, ms } = await work(program, share, bench.calls(WORK_MS))
      const count = counts.get(name)
      if (count) {
        count.reads += reads.length
        count.hits += program.hits() - before
        count.stale += staleReads(reads, writes)
      }
      await program.dataSource.destroy()
      await program.close()
      return ms / (reads.length + writes.length)
    }
    const variants = Object.entries(programs).map(([name, open]) => [name, () => run(name, open)] as const)
    const ratios = await ratiosToFirst(Object.fromEntries(variants), Math.min(bench.rounds, MOST_ROUNDS))
    for (const [name, { reads, hits, stale }] of counts) {
      const hit = `${((100 * hits) / Math.max(reads, 1)).toFixed(0)} % hits`
      const throughput = `x${(1 / (ratios[name] ?? NaN)).toFixed(2)} operations`
      bench.print(`${100 * share} % writes, ${name}: ${hit}, ${throughput}, ${stale} stale of ${reads} reads`)
    }
  }
}

async function openCached(
  [databaseUrl, redisUrl, namespace]: Parameters<Open>,
  read: (dataSource: DataSource, alkey: Alkey, customer: number) => Promise<Order[]>,
  scopes?: AlkeyOptions['scopes'],
): Promise<Program> {
  const alkey = new Alkey({ redis: redisUrl, namespace, scopes })
  const dataSource = await openOrders(databaseUrl, { provider: () => alkey.queryResultCache(), duration: TTL_MS })
  alkey.attach(dataSource)
  let hits = 0
  alkey.on('hit', () => {
    hits++
  })
  return { dataSource, read: (id) => read(dataSource, alkey, id), hits: () => hits, close: () => alkey.close() }
}

function ordersOf({ manager }: DataSource, id: number, cache = false): Promise<Order[]> {
  return manager.find(Order, { where: { customer: { id } }, cache })
}

/** Reads and writes for so long; each caller does something at least once. */
async function work(
  { dataSource, read }: Program,
  share: number,
  ms: number,
): Promise<{ readonly reads: Seen[]; readonly writes: Seen[]; readonly ms: number }> {
  const [reads, writes]: [Seen[], Seen[]] = [[], []]
  const begun = performance.now()
  const turn = async (): Promise<void> => {
    const id = 1 + Math.floor(Math.random() * CUSTOMERS)
    const at = performance.now()
    if (Math.random() < share) writes.push([id, await write(dataSource, id), performance.now()])
    else reads.push([id, Math.max(...(await read(id)).map(({ version }) => version)), at])
  }
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      do await turn()
      while (performance.now() < begun + ms)
    }),
  )
  return { reads, writes, ms: performance.now() - begun }
}

async function write({ manager }: DataSource, customer: number): Promise<number> {
  const answer = await manager
    .createQueryBuilder()
    .update(Order)
    .set({ version: () => 'version + 1' })
    .where({ id: firstOrderOf(customer), customer: { id: customer } })
    .returning('version')
    .execute()
  const [row] = answer.raw as { version: number }[]
  if (!row) throw new Error(`Customer ${customer} has no order ${firstOrderOf(customer)}.`)
  return row.version
}

/** Reads the first so many customers once, so that what is measured begins with full caches. */
async function inTurns(count: number, read: Program['read']): Promise<void> {
  let next = 1
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (next <= count) await read(next++)
    }),
  )
}
