import { Column, Entity, PrimaryColumn } from 'typeorm'
import { ref } from '../../../src'
import { type Attached, useAttached } from '../../support/attached/attached'
import { changedBy } from '../../support/watching/key-watch'

@Entity('readings')
class Reading {
  @PrimaryColumn() id!: number
  @Column({ default: 0 }) value!: number
}

/** More than can be passed as arguments of one call. */
const COUNT = 130_000

let attached: Attached

useAttached([Reading], (opened) => (attached = opened), {
  before: ({ manager }) => manager.insert(Reading, [{ id: 1 }, { id: COUNT }]),
})

test('a statement can name more rows than a function takes arguments', async () => {
  const { alkey, dataSource } = attached
  const parts = { first: ref(Reading, 1), last: ref(Reading, COUNT), table: Reading }
  const ids = Array.from({ length: COUNT }, (_, i) => i + 1)
  const changes = await changedBy(alkey, parts, () =>
    dataSource.query(`UPDATE readings SET value = 1 WHERE id IN (${ids.join()})`),
  )
  expect(await dataSource.manager.countBy(Reading, { value: 1 })).toBe(2)
  expect(changes).toEqual(['first', 'last', 'table'])
})
