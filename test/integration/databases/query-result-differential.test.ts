import type { DataSource } from 'typeorm'
import { Alkey, MemoryTokenStore } from '../../../src'
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

// Random queries with `cache`, among random writes: each cached answer is the database's own. The seed of a failure
// repeats it: ALKEY_SEED=… npx jest databases/query-result-differential

const seed = seedOfRun()
const rounds = countOfRun(12)
const READS = 8

jest.setTimeout(120_000 + rounds * 8_000)

/** Columns of every kind: texts, numbers, foreign keys, several together. */
const scopes = {
  Customer: ['name'],
  Profile: ['customer'],
  Order: ['customer', 'note', ['customer', 'note']],
  OrderLine: ['product', 'quantity', 'line'],
  Product: ['name', 'price'],
  Category: ['parent'],
  SettingUse: ['setting'],
  Article: ['author', 'title'],
  Car: ['owner'],
  Truck: ['depot'],
}

describe.each(Object.entries({ 'without scopes': {}, 'with scopes': { scopes } }))('%s', (name, options) => {
  let dataSource: DataSource
  let alkey: Alkey

  beforeAll(async () => {
    process.stderr.write(`cached queries on ${databaseUnderTest} ${name}: ALKEY_SEED=${seed} rounds=${rounds}\n`)
    // What nobody knows the end of is bumped again when its lease has ended, which may be several steps later.
    alkey = new Alkey({ store: new MemoryTokenStore(), leaseMs: 24 * 60 * 60 * 1000, ...options })
    const provider = () => alkey.queryResultCache()
    dataSource = await openDataSource(differentialEntities, { cache: { provider, duration: 600_000 } })
    await prepare(dataSource)
    alkey.attach(dataSource)
  })

  afterAll(async () => {
    await closeAll()
    await alkey.close()
  })

  /** Reads each twice, at least once from the cache. */
  async function expectFresh(reads: readonly CachedRead[], done: readonly string[]): Promise<void> {
    for (const read of reads) {
      const cached = [await read.run(dataSource, true), await read.run(dataSource, true)]
      const answer = await read.run(dataSource, false)
      if (cached.some((one) => one !== answer))
        throw new Error(
          [`ALKEY_SEED=${seed}`, ...done, `${read.text}\n  gives ${cached.join('\n  then ')}\n  and is ${answer}`].join(
            '\n',
          ),
        )
    }
  }

  test('each cached answer is that of the database', async () => {
    const before = { ...alkey.eventCounts }
    for (let number = 0; number < rounds; number++) {
      await fill(dataSource)
      const draw = new Draw(seed ^ Math.imul(number + 1, 0x85ebca6b))
      const reads = Array.from({ length: READS }, () => drawCachedRead(draw))
      const done: string[] = []
      await expectFresh(reads, done)
      for (const step of drawRound(seed, number)) {
        await execute(step, dataSource)
        done.push(...textOfStep(step))
        await expectFresh(reads, done)
      }
    }
    const hits = alkey.eventCounts.hit - before.hit
    const misses = alkey.eventCounts.miss - before.miss
    process.stderr.write(`cached queries on ${databaseUnderTest} ${name}: ${hits} found, ${misses} missed\n`)
    // The first of each two is often found as well, where rows are told apart.
    expect(hits).toBeGreaterThan(misses)
  })
})
