import { MemoryHandler, StandardTag } from '../../../src/fragmented-keys'
import { type Attached, useAttached } from '../../support/attached/attached'
import { shopEntities } from '../../support/entities/shop'
import { changedBy } from '../../support/watching/key-watch'

let attached: Attached

useAttached(shopEntities, (opened) => (attached = opened), {
  alkey: { leaseMs: 60_000 },
  dataSource: { poolSize: 1 },
})

test('tags that were invalidated in a transaction left open change again with the next COMMIT there', async () => {
  const { alkey: patient, dataSource: single } = attached
  const handler = new MemoryHandler()
  const tagged = { alkey: patient.tag('city', 'chicago'), standard: new StandardTag('city', 'chicago', { handler }) }
  async function leaveOpen(): Promise<void> {
    const queryRunner = single.createQueryRunner()
    await queryRunner.startTransaction()
    await patient.invalidate(queryRunner.manager, tagged.standard, tagged.alkey)
    await queryRunner.release()
  }
  await leaveOpen()
  expect(await changedBy(patient, tagged, () => single.query('COMMIT'))).toEqual(['alkey', 'standard'])
  expect(await changedBy(patient, tagged, () => single.query('COMMIT'))).toEqual([])
  await leaveOpen()
  expect(await changedBy(patient, tagged, () => single.transaction(() => Promise.resolve()))).toEqual([
    'alkey',
    'standard',
  ])
  await leaveOpen()
  expect(await changedBy(patient, tagged, () => single.query('ROLLBACK'))).toEqual([])
})
