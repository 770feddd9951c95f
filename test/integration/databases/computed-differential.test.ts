import type { DataSource } from 'typeorm'
import { Alkey, MemoryTokenStore } from '../../../src'
import { LoadScope } from '../../../src/values/load-scope'
import { type PlaceOfQuery, Trace } from '../../../src/values/trace'
import { methodOf } from '../../support/harness/method-of'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { databaseUnderTest } from '../../support/databases/under-test'
import { type CachedRead, drawCachedRead } from '../../support/differential/cached-reads'
import { Draw } from '../../support/differential/draw'
import { differentialEntities } from '../../support/differential/entities'
import { execute } from '../../support/differential/execution'
import { fill, prepare } from '../../support/differential/fill'
import { drawRound } from '../../support/differential/rounds'
import { textOfStep } from '../../support/differential/steps'
import { countOfRun, seedOfRun } from '../../support/random-runs'

// Random loads of several queries, of which later ones depend on earlier answers, among random writes and at the same time:
// each computed value is what its load gives. The seed of a failure repeats it: ALKEY_SEED=… npx jest databases/computed-differential

const seed = seedOfRun()
const rounds = countOfRun(12)
const LOADS = 6

jest.setTimeout(180_000 + rounds * 16_000)

let dataSource: DataSource
let alkey: Alkey
let count = 0

beforeAll(async () => {
  process.stderr.write(`computed values on ${databaseUnderTest}: ALKEY_SEED=${seed} rounds=${rounds}\n`)
  // What nobody knows the end of is bumped again when its lease has ended, which may be several steps later.
  alkey = new Alkey({ store: new MemoryTokenStore(), leaseMs: 24 * 60 * 60 * 1000, logger: false })
  const provider = () => alkey.queryResultCache()
  dataSource = await openDataSource(differentialEntities, { cache: { provider, duration: 600_000 } })
  await prepare(dataSource)
  alkey.attach(dataSource)
})

afterAll(async () => {
  await closeAll()
  await alkey.close()
})

afterEach(() => {
  jest.restoreAllMocks()
})

interface RandomLoad {
  readonly text: string
  run(): Promise<string>
  get(): Promise<string>
  /** It is another value from now on, which is not stored yet. */
  renew(): void
}

function drawLoad(draw: Draw): RandomLoad {
  let name = `load ${++count}`
  const first = draw.list(1, 2, () => drawCachedRead(draw))
  const [one, other] = [drawCachedRead(draw), drawCachedRead(draw)]
  const inner = draw.chance(0.3) ? draw.pick(['computed', 'cache'] as const) : undefined
  const isTogether = draw.chance(0.3)
  const run = async (): Promise<string> => {
    const answers = isTogether ? await Promise.all(first.map(plain)) : await oneByOne(first)
    // Which way it goes depends on what it has read.
    const next = answers.join().length % 2 === 0 ? one : other
    if (inner === 'cache') answers.push(await next.run(dataSource, true))
    else if (inner === 'computed') answers.push(await alkey.computed([`${name} ${next.text}`], () => plain(next)))
    else answers.push(await plain(next))
    return answers.join('\n')
  }
  const text = [...first, one, other].map((read) => read.text).join('\n  or ')
  const renew = (): void => {
    name = `load ${++count}`
  }
  return { text, run, renew, get: () => alkey.computed([name], run) }
}

const plain = (read: CachedRead): Promise<string> => read.run(dataSource, false)

async function oneByOne(reads: readonly CachedRead[]): Promise<string[]> {
  const answers: string[] = []
  for (const read of reads) answers.push(await plain(read))
  return answers
}

/** @returns what is stale, if anything */
async function staleAmong(loads: readonly RandomLoad[], done: readonly string[]): Promise<string | undefined> {
  for (const load of loads) {
    const found = [await load.get(), await load.get()]
    // Its inner values are not those that were found.
    count++
    const answer = await freshly(load)
    if (found.some((one) => one !== answer))
      return [
        `ALKEY_SEED=${seed}`,
        ...done,
        `${load.text}\n  gives ${found.join('\n  then ')}\n  and is ${answer}`,
      ].join('\n')
  }
  return undefined
}

/** What the load gives by itself, past all caches. */
async function freshly(load: RandomLoad): Promise<string> {
  const other = alkey
  const provider = dataSource.queryResultCache
  alkey = { computed: (_: unknown, run: () => Promise<string>) => run() } as unknown as Alkey
  Reflect.set(dataSource, 'queryResultCache', undefined)
  try {
    return await load.run()
  } finally {
    alkey = other
    Reflect.set(dataSource, 'queryResultCache', provider)
  }
}

/** Runs rounds until something is stale. @returns that */
async function run(most: number): Promise<string | undefined> {
  for (let number = 0; number < most; number++) {
    await fill(dataSource)
    const draw = new Draw(seed ^ Math.imul(number + 1, 0x85ebca6b))
    const loads = Array.from({ length: LOADS }, () => drawLoad(draw))
    const done: string[] = []
    let stale = await staleAmong(loads, done)
    for (const step of stale === undefined ? drawRound(seed, number) : []) {
      // Some are loaded while the step writes.
      for (const load of loads) if (draw.chance(0.5)) load.renew()
      // What may not be read now, as in a transaction that failed on the one connection of SQLite, is of no interest.
      const meanwhile = loads.map((load) => load.get().catch(() => undefined))
      await execute(step, dataSource)
      await Promise.all(meanwhile)
      done.push(...textOfStep(step))
      stale ??= await staleAmong(loads, done)
    }
    if (stale !== undefined) return stale
  }
  return undefined
}

test('each value is that of its load', async () => {
  const before = { ...alkey.eventCounts }
  expect(await run(rounds)).toBeUndefined()
  const hits = alkey.eventCounts.hit - before.hit
  const misses = alkey.eventCounts.miss - before.miss
  const notStored = alkey.eventCounts.notStored - before.notStored
  process.stderr.write(
    `computed values on ${databaseUnderTest}: ${hits} hits, ${misses} misses, ${notStored} not stored\n`,
  )
  expect(hits).toBeGreaterThan(misses)
})

if (awaitsHooks)
  describe('is not where', () => {
    const read = methodOf(Trace.prototype, 'read')
    const end = methodOf(LoadScope.prototype, 'end')
    const MOST = 40

    test('a query is not traced', async () => {
      let queries = 0
      jest.spyOn(Trace.prototype, 'read').mockImplementation(function (this: Trace, places, query) {
        return ++queries % 3 === 0 ? undefined : read.call(this, places, query)
      })
      expect(await run(MOST)).toContain('gives')
    })

    test('tokens are read when the load has ended', async () => {
      const late = new Map<Trace, PlaceOfQuery[]>()
      jest.spyOn(Trace.prototype, 'read').mockImplementation(function (this: Trace, places) {
        late.set(this, [...(late.get(this) ?? []), ...places])
        return undefined
      })
      jest.spyOn(LoadScope.prototype, 'end').mockImplementation(async function (this: LoadScope) {
        if (this.trace instanceof Trace) await read.call(this.trace, late.get(this.trace) ?? [])
        return end.call(this)
      })
      const found = await run(MOST)
      // Where one connection serves everybody, few loads meet a commit.
      if (databaseUnderTest === 'postgres' || databaseUnderTest === 'mariadb') expect(found).toContain('gives')
    })
  })
