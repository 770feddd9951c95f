import { Alkey } from '../../../src'
import { MemoryHandler, StandardTag } from '../../../src/fragmented-keys'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { shopEntities } from '../../support/entities/shop'
import { sharedRedis } from '../../support/redis/redis'
import { changedBy } from '../../support/watching/key-watch'

const patient = new Alkey({ ...sharedRedis(), leaseMs: 60_000 })

afterAll(async () => {
  await closeAll()
  await patient.close()
})

test('tags that were invalidated in a transaction left open change again with the next COMMIT there', async () => {
  const single = await openDataSource(shopEntities, { poolSize: 1 })
  patient.attach(single)
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
