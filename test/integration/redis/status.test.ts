import { DataSource, EntitySchema } from 'typeorm'
import { Alkey, MemoryTokenStore, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages, unattached } from '../../support/harness/warnings/expected'
import { sharedRedis } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { startRedis } from '../../support/servers/start-redis'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(outages, unattached)

test('the status tells of Redis before it is used, while it works, when it was killed and is back', async () => {
  let server: Server = await startRedis()
  const { url, port, dir } = server
  const alkey = new Alkey({ redis: url, deadlineMs: 300 })
  try {
    const idle = alkey.status()
    expect(idle).toEqual({ redis: 'idle', attached: false, owed: 0, openRecords: 0, since: expect.any(Date) as Date })
    await alkey.keyGenerator(ref('users', 1))
    const ready = alkey.status()
    expect(ready).toMatchObject({ redis: 'ready', owed: 0 })
    expect(ready.since.getTime()).toBeGreaterThanOrEqual(idle.since.getTime())

    await server.kill('SIGKILL')
    await eventually(() => alkey.status().redis === 'unavailable')
    const lost = alkey.status().since
    expect(lost.getTime()).toBeGreaterThanOrEqual(ready.since.getTime())
    await expect(alkey.invalidate(ref('users', 1))).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE' })
    // The row, its table, everything, and those that name it by other tables.
    expect(alkey.status()).toMatchObject({ redis: 'unavailable', owed: 4, since: lost })

    server = await startRedis({ port, dir })
    await eventually(() => alkey.status().redis === 'ready' && alkey.status().owed === 0, { deadlineMs: 10_000 })
    expect(alkey.status().since.getTime()).toBeGreaterThan(lost.getTime())
  } finally {
    await alkey.close({ deadlineMs: 100 })
    await server.stop()
  }
  expect(alkey.status()).toMatchObject({ attached: false, owed: 0, openRecords: 0 })
})

test('a record is open until its transaction has ended, while a DataSource is attached', async () => {
  const note = new EntitySchema({ name: 'Note', columns: { id: { type: Number, primary: true } } })
  const dataSource = await new DataSource({ type: 'sqljs', entities: [note], synchronize: true }).initialize()
  const alkey = new Alkey(sharedRedis())
  try {
    alkey.attach(dataSource)
    await dataSource.transaction(async (manager) => {
      await manager.insert('Note', { id: 1 })
      await manager.insert('Note', { id: 2 })
      await eventually(() => alkey.status().openRecords === 1)
    })
    expect(alkey.status()).toMatchObject({ attached: true, openRecords: 0 })
  } finally {
    await dataSource.destroy()
    await alkey.close()
  }
})

test('a store in the process is ready', () => {
  expect(new Alkey({ store: new MemoryTokenStore() }).status()).toMatchObject({ redis: 'ready', owed: 0 })
})
