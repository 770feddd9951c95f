import type { DataSource } from 'typeorm'
import { Alkey, MemoryTokenStore } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { databaseUnderTest, typeormUnderTest } from '../../support/databases/under-test'
import { differentialEntities } from '../../support/differential/entities'
import { prepare } from '../../support/differential/fill'
import { runDifferential } from '../../support/differential/run'
import { countOfRun, seedOfRun } from '../../support/random-runs'
import { Watch } from '../../support/differential/watch'
import { sharedRedis } from '../../support/redis/redis'

// Random writes in random transactions: what has really changed must be among what has another key now, and what
// nothing could have reached must not. The seed of a failure repeats it: ALKEY_SEED=… npx jest databases/differential

const seed = seedOfRun()
const steps = countOfRun(typeormUnderTest === '1' ? 600 : 300)

jest.setTimeout(120_000 + steps * 200)

let dataSource: DataSource

beforeAll(async () => {
  process.stderr.write(`differential on ${databaseUnderTest}: ALKEY_SEED=${seed} steps=${steps}\n`)
  dataSource = await openDataSource(differentialEntities)
  await prepare(dataSource)
})

afterAll(closeAll)

const stores = [
  { name: 'memory', options: () => ({ store: new MemoryTokenStore() }), steps },
  {
    name: 'Redis',
    options: () => sharedRedis(),
    steps: Math.ceil(steps / 20),
  },
]

test.each(stores)('rows change their keys, with tokens in $name', async (store) => {
  // What nobody knows the end of is bumped again when its lease has ended, which may be several steps later.
  const alkey = new Alkey({ ...store.options(), leaseMs: 24 * 60 * 60 * 1000 })
  const detach = alkey.attach(dataSource)
  try {
    const tally = await runDifferential({ dataSource, watch: new Watch(alkey) }, seed, store.steps)
    // Else most of it has tested nothing.
    expect(tally.effective).toBeGreaterThan(tally.steps < 100 ? 0 : tally.steps / 4)
  } finally {
    detach()
    await alkey.close()
  }
})
