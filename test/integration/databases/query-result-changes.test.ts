import type { DataSource } from 'typeorm'
import type { Alkey } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { CitySchema, User } from '../../support/entities/keyed-entities'
import { reading } from '../../support/watching/cached-readings'

// Whatever changes a row, or makes another row the one of its key, changes the queries that name it.

let dataSource: DataSource
let alkey: Alkey

useAttached([User, CitySchema], (attached) => ({ dataSource, alkey } = attached), {
  cache: {},
  fill: ({ manager }) =>
    manager.insert(CitySchema, [
      { id: 1, name: 'Bern' },
      { id: 2, name: 'Basel' },
    ]),
})

const readFive = (cache: boolean): Promise<unknown> =>
  dataSource.manager.findOne(CitySchema, { where: { id: 5 }, cache })

/** Ways to change city 5. */
const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  update: () => dataSource.manager.update(CitySchema, 5, { name: 'new' }),
  save: () => dataSource.manager.save(CitySchema, { id: 5, name: 'saved' }),
  remove: async () =>
    dataSource.manager.remove(CitySchema, await dataSource.manager.findOneByOrFail(CitySchema, { id: 5 })),
  'delete by another column': () => dataSource.manager.delete(CitySchema, { name: 'Five' }),
  'update of all rows': () => dataSource.manager.query("UPDATE cities SET name = 'all'"),
  'update by a range': () => dataSource.manager.query("UPDATE cities SET name = 'some' WHERE id > 4"),
  upsert: () => dataSource.manager.upsert(CitySchema, { id: 5, name: 'upserted' }, ['id']),
  'another key': () => dataSource.manager.query('UPDATE cities SET id = 6 WHERE id = 5'),
  'all keys': () => dataSource.manager.query('UPDATE cities SET id = id + 10 WHERE id > 1'),
  'this key, which another row had': async () => {
    await dataSource.manager.delete(CitySchema, 5)
    await reading(alkey, readFive)
    await dataSource.manager.query('UPDATE cities SET id = 5 WHERE id = 2')
  },
  'this key, which an unnamed row had': async () => {
    await dataSource.manager.delete(CitySchema, 5)
    await reading(alkey, readFive)
    await dataSource.manager.query("UPDATE cities SET id = 5 WHERE name = 'Basel'")
  },
  'a new row': async () => {
    await dataSource.manager.delete(CitySchema, 5)
    await reading(alkey, readFive)
    await dataSource.manager.insert(CitySchema, { id: 5, name: 'new' })
  },
  'rows of a query': async () => {
    await dataSource.manager.delete(CitySchema, 5)
    await reading(alkey, readFive)
    await dataSource.manager.query("INSERT INTO cities (id, name) SELECT 5, 'copied' FROM cities WHERE id = 1")
  },
  'a transaction': () => dataSource.transaction((manager) => manager.update(CitySchema, 5, { name: 'within' })),
  'no row left': () => dataSource.manager.query('DELETE FROM cities'),
}

test.each(Object.entries(ways))('a change is seen: %s', async (_, change) => {
  await dataSource.manager.insert(CitySchema, { id: 5, name: 'Five' })
  await readFive(true)
  expect(await reading(alkey, readFive)).toBe('found')
  await change()
  expect(await reading(alkey, readFive)).toBe('missed')
})
