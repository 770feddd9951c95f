import { type DataSource, type ObjectType, ViewColumn, ViewEntity } from 'typeorm'
import type { Alkey, AlkeyEvents } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { Product, shopEntities } from '../../support/entities/shop'
import { insertShop } from '../../support/entities/shop-rows'

// Views read more than their names tell, and perhaps tables that no entity maps.

@ViewEntity({ name: 'priced', expression: 'SELECT id, price AS note FROM products' })
class Priced {
  @ViewColumn() id!: number
  @ViewColumn() note!: unknown
}

const mixed = 'SELECT p.id AS id, n.note AS note FROM products p JOIN notes n ON n.id = p.id'

@ViewEntity({ name: 'noted', expression: mixed })
class Noted extends Priced {}

@ViewEntity({ name: 'over_noted', dependsOn: [Noted], expression: 'SELECT id, note FROM noted' })
class OverNoted extends Priced {}

@ViewEntity({ name: 'told', dependsOn: [Product], expression: mixed })
class Told extends Priced {}

@ViewEntity({ name: 'over_told', dependsOn: [Product, Noted], expression: 'SELECT id, note FROM noted' })
class OverTold extends Priced {}

const views = [Priced, Noted, OverNoted, Told, OverTold]
let dataSource: DataSource
let alkey: Alkey
let uncached: AlkeyEvents['uncachedQuery'][]

useAttached([...shopEntities, ...views], (attached) => ({ dataSource, alkey } = attached), {
  dataSource: { synchronize: false },
  cache: {},
  before: async () => {
    await dataSource.query('CREATE TABLE notes (id INTEGER PRIMARY KEY, note VARCHAR(50))')
    await dataSource.synchronize()
  },
  once: () => alkey.on('uncachedQuery', (event) => uncached.push(event)),
  fill: async () => {
    await insertShop(dataSource)
    await dataSource.query('DELETE FROM notes')
    await dataSource.query("INSERT INTO notes VALUES (1, 'old')")
    uncached = []
  },
})

const noteIn = async (view: ObjectType<Priced>): Promise<unknown> =>
  (await dataSource.manager.find(view, { where: { id: 1 }, cache: true }))[0]?.note
const hits = (): number => alkey.eventCounts.hit

test('a view of mapped tables is cached until one of them is written', async () => {
  expect(await noteIn(Priced)).toBe(0)
  const before = hits()
  await noteIn(Priced)
  expect(hits()).toBe(before + 1)
  await dataSource.manager.update(Product, 1, { price: 5 })
  expect(await noteIn(Priced)).toBe(5)
})

test.each([Noted, OverNoted, OverTold])('%p, of a table that no entity maps, is not cached', async (view) => {
  expect(await noteIn(view)).toBe('old')
  await dataSource.query("UPDATE notes SET note = 'new'")
  expect(await noteIn(view)).toBe('new')
  expect(uncached.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^of the view .*maps the table notes$/)])
})

test('what dependsOn names is all that counts', async () => {
  await noteIn(Told)
  await dataSource.query("UPDATE notes SET note = 'new'")
  expect(await noteIn(Told)).toBe('old')
  await dataSource.manager.update(Product, 1, { price: 5 })
  expect(await noteIn(Told)).toBe('new')
})
