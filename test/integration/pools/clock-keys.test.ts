import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import type { Alkey, KeyPart } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import type { Database } from '../../support/databases/database'
import { databaseUnderTest } from '../../support/databases/under-test'
import { type Child, startChild } from '../../support/processes/child-process'
import { sharedRedis } from '../../support/redis/redis'
import { changedBy } from '../../support/watching/key-watch'
import type * as process from './processes/moments'
import { momentsOf } from './processes/moments'

// Keys without a zone: processes in different ones take the same row for different instants.

const zones = ['UTC', 'America/New_York', 'Europe/Berlin']
const moments = momentsOf(databaseUnderTest === 'postgres' ? 'timestamp' : 'datetime')
const shared = sharedRedis()
let dataSource: DataSource
let alkey: Alkey
let database: Database
let children: Child<typeof process>[]

afterAll(() => Promise.all(children.map((child) => child.call('close').then(() => child.kill()))))

useAttached([moments], (attached) => ({ dataSource, alkey, database } = attached), { alkey: shared })

beforeAll(async () => {
  children = await Promise.all(
    zones.map((TZ) => startChild<typeof process>(join(__dirname, 'processes/moments.ts'), { env: { TZ } })),
  )
  for (const child of children) await child.call('open', database.options, shared.redis, shared.namespace)
}, 60_000)

beforeEach(async () => {
  await dataSource.query('DELETE FROM moments')
})

const insert = (at: string): Promise<unknown> => dataSource.query(`INSERT INTO moments VALUES ('${at}', 'old')`)
const watch = (identifier: string): Record<string, KeyPart> => ({ row: identifier })

test('every process names a row alike, and changes its key', async () => {
  await insert('2026-10-25 01:30:00.5')
  for (const [i, child] of children.entries()) {
    const names = await Promise.all(children.map((one) => one.call('identifierOf', i === 0 ? 'old' : `new ${i - 1}`)))
    expect(names).toEqual(names.map(() => 'alkey:moments#2026-10-25T01:30:00.500'))
    const changed = await changedBy(alkey, watch(names[0] as string), () =>
      child.call('rename', i === 0 ? 'old' : `new ${i - 1}`, `new ${i}`),
    )
    expect(changed).toEqual(['row'])
  }
})

test('a process whose clock has skipped the hour depends on the table', async () => {
  await insert('2026-03-29 02:30:00')
  const names = await Promise.all(children.map((child) => child.call('identifierOf', 'old')))
  const row = 'alkey:moments#2026-03-29T02:30:00.000'
  expect(names).toEqual([row, row, 'alkey:moments#*'])
})
