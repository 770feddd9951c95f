import { type DataSource, EntitySchema } from 'typeorm'
import { Alkey, GLOBAL, type KeyPart, MemoryTokenStore, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import type { Database } from '../../support/databases/database'
import { createDatabase, databaseUnderTest, onDatabases } from '../../support/databases/under-test'
import { sharedRedis } from '../../support/redis/redis'

// Applications, or the tenants of one, with one Redis: the same tables and ids mean other rows in another database.

const users = new EntitySchema<{ id: number; name: string }>({
  name: 'User',
  tableName: 'users',
  columns: { id: { type: Number, primary: true }, name: { type: String } },
})

const parts: Record<string, KeyPart[]> = {
  'a row': [ref(users, 1)],
  'a table': [users],
  'rows in bulk': ['alkey:users#~'],
  anything: [GLOBAL, 'page'],
}

const store = new MemoryTokenStore()
const open: Alkey[] = []

afterEach(async () => {
  await closeAll()
  await Promise.all(open.splice(0).map((alkey) => alkey.close()))
})

function attached(dataSource: DataSource, schemaVersion?: string): Alkey {
  const alkey = new Alkey({ store, schemaVersion })
  open.push(alkey)
  alkey.attach(dataSource)
  return alkey
}

async function keysIn(dataSources: readonly DataSource[], schemaVersion?: string): Promise<string[][]> {
  const alkeys = dataSources.map((dataSource) => attached(dataSource, schemaVersion))
  return Promise.all(
    Object.values(parts).map((list) => Promise.all(alkeys.map((alkey) => alkey.keyGenerator(...list)))),
  )
}

const areAlike = (keys: readonly string[]): boolean => new Set(keys).size === 1

test('two databases make different keys', async () => {
  const keys = await keysIn([await openDataSource([users]), await openDataSource([users])])
  expect(keys.map(areAlike)).toEqual(keys.map(() => false))
})

test('with one schemaVersion they make the same', async () => {
  const keys = await keysIn([await openDataSource([users]), await openDataSource([users])], '1')
  expect(keys.map(areAlike)).toEqual(keys.map(() => true))
})

test('values of one are not given to the other', async () => {
  const dataSources = [await openDataSource([users]), await openDataSource([users])]
  for (const [i, dataSource] of dataSources.entries())
    await dataSource.manager.insert(users, { id: 1, name: `of ${i}` })
  const shared = sharedRedis()
  const names = dataSources.map((dataSource) => {
    const alkey = new Alkey(shared)
    open.push(alkey)
    alkey.attach(dataSource)
    return () =>
      alkey.remember([ref(users, 1), 'name'], async () => {
        const { name } = await dataSource.manager.findOneByOrFail(users, { id: 1 })
        return name
      })
  })
  // The first value may not be stored yet when it is given.
  for (let i = 0; i < 3; i++) {
    for (const [at, name] of names.entries()) expect(await name()).toBe(`of ${at}`)
    await Promise.all(open.map((alkey) => alkey.flush()))
  }
})

onDatabases(['postgres', 'mariadb', 'better-sqlite3'], () => {
  let database: Database

  beforeEach(async () => {
    database = await createDatabase()
  })

  afterEach(() => database.drop())

  test('two DataSources of one database make the same keys', async () => {
    const dataSources = [
      await openDataSource([users], { on: database }),
      await openDataSource([users], { on: database }),
    ]
    const keys = await keysIn(dataSources)
    expect(keys.map(areAlike)).toEqual(keys.map(() => true))
    await closeAll()
  })

  if (databaseUnderTest !== 'better-sqlite3') {
    test('also where they know its server by different addresses', async () => {
      const dataSources: DataSource[] = []
      for (const host of ['127.0.0.1', 'localhost']) {
        const url = new URL((database.options as { url: string }).url)
        url.hostname = host
        const options = { ...database.options, url: url.href } as Database['options']
        dataSources.push(await openDataSource([users], { on: { options } }))
      }
      const keys = await keysIn(dataSources)
      expect(keys.map(areAlike)).toEqual(keys.map(() => true))
      await closeAll()
    })
  }
})

onDatabases(['postgres'], () => {
  test('two default schemas of one database make different keys', async () => {
    const database = await createDatabase()
    const first = await openDataSource([users], { on: database })
    await first.query('CREATE SCHEMA other')
    const second = await openDataSource([users], { on: database, extra: { options: '-c search_path=other' } })
    const keys = await keysIn([first, second])
    await closeAll()
    await database.drop()
    expect(keys.map(areAlike)).toEqual(keys.map(() => false))
  })
})
