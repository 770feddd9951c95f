import { type DataSource, Entity, ManyToOne, PrimaryColumn } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { changedBy } from '../../support/watching/key-watch'

// By its collation MariaDB takes texts for equal that are written in other letters: which ones is not known here.

@Entity('doubtful_cities')
class City {
  @PrimaryColumn({ length: 20 }) name!: string
}

@Entity('doubtful_streets')
class Street {
  @PrimaryColumn() id!: number
  @ManyToOne(() => City) city!: City
}

let dataSource: DataSource
let alkey: Alkey

useAttached([City, Street], (attached) => ({ dataSource, alkey } = attached), {
  once: async () => {
    await dataSource.manager.insert(City, [{ name: 'Köln' }, { name: 'Zürich' }, { name: 'Rome' }])
    await dataSource.manager.insert(Street, [
      { id: 1, city: { name: 'Köln' } },
      { id: 2, city: { name: 'Rome' } },
    ])
  },
})

const parts = { Köln: ref(City, 'Köln'), Rome: ref(City, 'Rome'), cities: City }

test('rows beyond ASCII have keys of their own', async () => {
  const keys = await Promise.all(['Köln', 'Zürich', 'Rome'].map((name) => alkey.keyGenerator(ref(City, name))))
  expect(new Set(keys).size).toBe(3)
})

test.each<[string, () => Promise<unknown>]>([
  ['in a transaction', () => dataSource.manager.save(Street, { id: 1, city: { name: 'Zürich' } })],
  ['by a statement', () => dataSource.manager.insert(Street, { id: 3, city: { name: 'Koln' } })],
])('one that is touched changes without its table: %s', async (_, write) => {
  expect(await changedBy(alkey, parts, write)).toEqual(expect.arrayContaining(['Köln']))
})

test('one that is invalidated changes with its table', async () => {
  expect(await changedBy(alkey, parts, () => alkey.invalidate(ref(City, 'Köln')))).toEqual(['Köln', 'Rome', 'cities'])
})
