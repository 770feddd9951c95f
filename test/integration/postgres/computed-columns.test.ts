import { Column, type DataSource, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'
import { type Alkey, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { changedBy } from '../../support/watching/key-watch'

// Columns that the database computes change with those that they are computed from, though no statement sets them.

@Entity('plots')
class Plot {
  @PrimaryColumn({ type: 'int', asExpression: 'base + 0', generatedType: 'STORED' }) id!: number
  @Column() base!: number
}

@Entity('countries')
class Country {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'int', asExpression: 'base + 0', generatedType: 'STORED', unique: true }) code!: number
  @Column() base!: number
}

@Entity('cities')
class City {
  @PrimaryGeneratedColumn() id!: number
  @ManyToOne(() => Country, { onUpdate: 'CASCADE' })
  @JoinColumn({ name: 'country', referencedColumnName: 'code' })
  country!: Country
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Plot, Country, City], (attached) => ({ dataSource, alkey } = attached), {
  once: async () => {
    await dataSource.query('INSERT INTO plots (base) VALUES (1), (3)')
    await dataSource.query('INSERT INTO countries (id, base) VALUES (1, 1)')
    await dataSource.query('INSERT INTO cities (id, country) VALUES (1, 1)')
  },
})

test.each([
  'UPDATE plots SET base = 2 WHERE id = 1',
  'INSERT INTO plots (base) VALUES (2) ON CONFLICT (id) DO UPDATE SET base = 1 RETURNING id',
])('a key that is computed: %s', async (sql) => {
  const changes = await changedBy(alkey, { before: ref(Plot, 1), after: ref(Plot, 2) }, () => dataSource.query(sql))
  expect(changes).toEqual(['after', 'before'])
})

test('a key of another table that follows one which is computed', async () => {
  const changes = await changedBy(alkey, { city: ref(City, 1), country: ref(Country, 1) }, () =>
    dataSource.query('UPDATE countries SET base = 2 WHERE id = 1'),
  )
  expect(await dataSource.query('SELECT country FROM cities')).toEqual([{ country: 2 }])
  expect(changes).toEqual(['city', 'country'])
})
