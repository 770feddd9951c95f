import { type DataSource, TypeORMError } from 'typeorm'
import { Alkey, MemoryTokenStore } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { databaseUnderTest } from '../../support/databases/under-test'
import { Draw } from '../../support/differential/draw'
import { isMeant, isRefusal } from '../../support/differential/failures'
import { countOfRun, seedOfRun } from '../../support/random-runs'
import { oddKeys, OddNames } from '../../support/odd-schemas/entities'
import { expectedChanges, identifiersOf, readRows } from '../../support/odd-schemas/rows'
import { drawWrite } from '../../support/odd-schemas/writes'

// Random writes on schemas with odd keys, references and names: what really changed has another key afterwards.
// The seed of a failure repeats it: ALKEY_SEED=… npx jest databases/odd-schemas

const seed = seedOfRun()
const steps = countOfRun(300)

jest.setTimeout(120_000 + steps * 200)

afterAll(closeAll)

test('rows change their keys, those of their parents and of their tables', async () => {
  process.stderr.write(`odd schemas on ${databaseUnderTest}: ALKEY_SEED=${seed} steps=${steps}\n`)
  const dataSource = await openDataSource([...oddKeys.keys()], {
    entityPrefix: 'ödd_',
    namingStrategy: new OddNames(),
  })
  const alkey = new Alkey({ store: new MemoryTokenStore() })
  const errors: unknown[] = []
  alkey.on('error', ({ error }) => errors.push(error))
  alkey.attach(dataSource)
  try {
    const draw = new Draw(seed)
    const identifiers = identifiersOf(alkey, oddKeys)
    let effective = 0
    let rows = await readRows(dataSource)
    let tokens = await tokensOf(alkey, identifiers)
    for (let step = 1; step <= steps; step++) {
      const { text, failures } = await write(draw, dataSource)
      const [rowsAfter, tokensAfter] = [await readRows(dataSource), await tokensOf(alkey, identifiers)]
      const expected = expectedChanges(alkey, rows, rowsAfter)
      if (expected.size > 0) effective++
      const stale = [...expected].filter(([identifier]) => tokens.get(identifier) === tokensAfter.get(identifier))
      const context = `ALKEY_SEED=${seed}, step ${step}: ${text}`
      expect({ context, stale, errors, failures }).toEqual({ context, stale: [], errors: [], failures: [] })
      rows = rowsAfter
      tokens = tokensAfter
    }
    // Else most of it has tested nothing.
    expect(effective).toBeGreaterThan(steps / 5)
  } finally {
    await alkey.close()
  }
})

/** One write, or some in a transaction that is perhaps rolled back. */
async function write(draw: Draw, dataSource: DataSource): Promise<{ text: string; failures: string[] }> {
  const isTransaction = draw.chance(0.4)
  const rollsBack = isTransaction && draw.chance(0.3)
  const writes = draw.list(1, isTransaction ? 3 : 1, () => drawWrite(draw, dataSource))
  const failures: string[] = []
  const intended = new Error('rolled back')
  try {
    if (isTransaction) {
      await dataSource.transaction(async (manager) => {
        for (const { run } of writes) await run(manager)
        if (rollsBack) throw intended
      })
    } else for (const { run } of writes) await run(dataSource.manager)
  } catch (error) {
    // What TypeORM itself can't do with such keys isn't what this is about.
    const isRefused = isMeant(error) || (error instanceof TypeORMError && !isRefusal(error))
    if (error !== intended && !isRefused) failures.push(String(error))
  }
  const texts = writes.map(({ text }) => text)
  const text = isTransaction ? `transaction(${texts.join('; ')})${rollsBack ? ', rolled back' : ''}` : texts.join('; ')
  return { text, failures }
}

async function tokensOf(alkey: Alkey, identifiers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { parts, cacheable, reason } = await alkey.keyGenerator.explain(...identifiers)
  if (!cacheable) throw new Error(`Keys are uncacheable after a step (${String(reason)}).`)
  return new Map(parts.map(({ identifier, token }) => [identifier ?? '', token ?? '']))
}
