// TypeORM declares the options of an EntitySchema as a class.
import { type DataSource, EntitySchema } from 'typeorm'
import { Alkey, GLOBAL, type KeyPart, MemoryTokenStore, type TokenStore, ref } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import type { Database } from '../../support/databases/database'
import { createDatabase } from '../../support/databases/under-test'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { changedBy } from '../../support/watching/key-watch'

expectWarnings(unattached)

interface Person {
  id: number
  code: string
  name: string
}

const id = { type: 'int' } as const
const code = { type: 'text' } as const

const ById = new EntitySchema<Pick<Person, 'id' | 'code'>>({
  name: 'ById',
  tableName: 'persons',
  columns: { id: { ...id, primary: true }, code },
})

const ByCode = new EntitySchema<Pick<Person, 'id' | 'code'>>({
  name: 'ByCode',
  tableName: 'persons',
  columns: { id, code: { ...code, primary: true } },
})

const WithName = new EntitySchema<Person>({
  name: 'ById',
  tableName: 'persons',
  columns: { id: { ...id, primary: true }, code, name: { type: 'text', default: '' } },
})

const WithoutCode = new EntitySchema<Pick<Person, 'id'>>({
  name: 'ById',
  tableName: 'persons',
  columns: { id: { ...id, primary: true } },
})

const opened: DataSource[] = []
let database: Database

beforeAll(async () => {
  database = await createDatabase()
  const dataSource = await openDataSource([], { on: database })
  // It serves entities that would make it differently.
  await dataSource.query(
    "CREATE TABLE persons (id int PRIMARY KEY, code varchar(20) UNIQUE NOT NULL DEFAULT '', name text DEFAULT ('') NOT NULL)",
  )
})

afterAll(async () => {
  await closeAll()
  await database.drop()
})

async function attached(entities: EntitySchema[], store: TokenStore, schemaVersion?: string): Promise<Alkey> {
  const dataSource = await openDataSource(entities, { synchronize: false, on: database })
  opened.push(dataSource)
  const alkey = new Alkey({ store, schemaVersion })
  alkey.attach(dataSource)
  return alkey
}

const parts: Record<string, KeyPart[]> = {
  'a row': [ref('persons', 1)],
  'a table': ['alkey:persons#*'],
  'rows in bulk': ['alkey:persons#~'],
  'a row among others': ['page', { of: [ref('persons', 1)] }, 2],
}

describe('the columns of an entity', () => {
  test.each(Object.entries(parts))('are part of the key of %s', async (_, list) => {
    const store = new MemoryTokenStore()
    const alkeys = await Promise.all([[ById], [WithName], [WithoutCode], [ById]].map((one) => attached(one, store)))
    const keys = await Promise.all(alkeys.map((alkey) => alkey.keyGenerator(...list)))
    expect(new Set(keys).size).toBe(3)
    expect(keys[3]).toBe(keys[0])
  })

  test('are no part of a key that depends on no table', async () => {
    const store = new MemoryTokenStore()
    const alkeys = await Promise.all([[ById], [WithName]].map((one) => attached(one, store)))
    const keys = await Promise.all(alkeys.map((alkey) => alkey.keyGenerator(GLOBAL, 'page')))
    expect(keys[1]).toBe(keys[0])
  })

  test.each(Object.entries({ ...parts, anything: [GLOBAL] }))(
    'give way to schemaVersion, by which a service without entities makes the same key of %s',
    async (_, list) => {
      const store = new MemoryTokenStore()
      const alkeys = [
        await attached([ById], store, '7'),
        await attached([WithName], store, '7'),
        new Alkey({ store, schemaVersion: '7' }),
        new Alkey({ store, schemaVersion: '8' }),
        new Alkey({ store }),
      ]
      const [first, ...others] = await Promise.all(alkeys.map((alkey) => alkey.keyGenerator(...list)))
      expect(others.map((key) => key === first)).toEqual([true, true, false, false])
    },
  )
})

describe('two entities that map one table with different primary keys', () => {
  test('name rows each in its own way, and every write changes all of them', async () => {
    const alkey = await attached([ById, ByCode], new MemoryTokenStore())
    const { manager } = opened.at(-1) as DataSource
    expect(alkey.identifier(ref(ById, 7))).toBe('alkey:persons#7')
    expect(alkey.identifier(ref(ByCode, 'seven'))).toBe('alkey:persons#seven')

    const watched = {
      'by id': ref(ById, 7),
      'another by id': ref(ById, 8),
      'by code': ref(ByCode, 'seven'),
      'another by code': ref(ByCode, 'eight'),
      table: ById,
    }
    const writes: Record<string, () => Promise<unknown>> = {
      'insert by one': () => manager.insert(ById, { id: 7, code: 'seven' }),
      'save by the other': () => manager.save(ByCode, { id: 9, code: 'seven' }),
      'remove by one': async () => manager.remove(ById, await manager.findOneByOrFail(ById, { id: 9 })),
    }
    for (const [name, write] of Object.entries(writes)) {
      expect([name, await changedBy(alkey, watched, write)]).toEqual([name, Object.keys(watched).sort()])
    }
  })
})
