import { type DataSource, type EntityManager, In } from 'typeorm'
import { Alkey, type AlkeyOptions, MemoryTokenStore } from '../../../src'
import { closeAll, openDataSource } from '../../support/databases/data-source'
import { awaitsHooks } from '../../support/databases/awaited-hooks'
import { emptyTables } from '../../support/databases/empty-tables'
import { Customer, Order, shopEntities } from '../../support/entities/shop'
import { insertShop } from '../../support/entities/shop-rows'
import { reading } from '../../support/watching/cached-readings'

// Where a change of a row need not change the row that it belongs to, a list by a foreign key depends on its table.

let alkey: Alkey

async function open(options: Partial<AlkeyOptions>): Promise<DataSource> {
  alkey = new Alkey({ store: new MemoryTokenStore(), ...options })
  const provider = () => alkey.queryResultCache()
  const dataSource = await openDataSource(shopEntities, { cache: { provider, duration: 60_000 } })
  await emptyTables(dataSource)
  await insertShop(dataSource)
  alkey.attach(dataSource)
  return dataSource
}

afterEach(async () => {
  await closeAll()
  await alkey.close()
})

const orders =
  ({ manager }: DataSource, ids = [1]) =>
  (cache: boolean): Promise<unknown> =>
    manager.find(Order, { where: { customer: { id: In(ids) } }, order: { id: 'ASC' }, cache })

const updateOther = (manager: EntityManager): Promise<unknown> => manager.update(Order, 3, { note: 'new' })

const rules: Readonly<Record<string, Partial<AlkeyOptions>>> = {
  'touch is off': { touch: false },
  'touch is off for the entity': { touch: { Order: false } },
  'touch is off for the relation': { touch: { Order: { customer: false } } },
  'unknown parents are skipped': { touch: { unknown: 'skip' } },
  'loaded entities are trusted': { touch: { exact: false } },
  'the foreign key is ignored': { ignore: { Order: ['customer'] } },
}

test.each(Object.entries(rules))('it is the table where %s', async (_, options) => {
  const dataSource = await open(options)
  const read = orders(dataSource)
  await read(true)
  await dataSource.manager.update(Customer, 2, { name: 'Bob' })
  expect(await reading(alkey, read)).toBe('found')
  await updateOther(dataSource.manager)
  // The rows of the answer are not the ones that have changed.
  expect(await reading(alkey, read)).toContain('missed')
  await dataSource.manager.update(Order, 1, { note: 'new' })
  expect(await reading(alkey, read)).toContain('missed')
})

test.each([{}, { touch: { unknown: 'bulk' as const } }, { touch: { Customer: false } }])(
  'it is the parent with %j',
  async (options) => {
    const dataSource = await open(options)
    const read = orders(dataSource)
    await read(true)
    if (awaitsHooks && !('unknown' in (options.touch ?? {}))) {
      await updateOther(dataSource.manager)
      expect(await reading(alkey, read)).toBe('found')
    }
    await dataSource.manager.insert(Order, { note: 'other', customer: { id: 2 } })
    expect(await reading(alkey, read)).not.toBe('missed')
    await dataSource.manager.update(Order, 1, { note: 'new' })
    expect(await reading(alkey, read)).toContain('missed')
  },
)

test('more parents than are worth a token each are their table', async () => {
  const dataSource = await open({})
  const ids = Array.from({ length: 51 }, (_, at) => at + 1)
  const [few, many] = [orders(dataSource, ids.slice(2, 51)), orders(dataSource, ids.slice(0, 51))]
  await few(true)
  await many(true)
  await updateOther(dataSource.manager)
  if (awaitsHooks) expect(await reading(alkey, few)).toBe('found')
  expect(await reading(alkey, many)).toContain('missed')
})
