import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm'
import { type Alkey, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { changedBy } from '../../support/watching/key-watch'

// Integers beyond 64 bits become floating-point numbers, so that several texts are one.

@Entity('counters')
class Counter {
  @PrimaryColumn('bigint') id!: string
  @PrimaryColumn() kind!: string
  @Column({ default: '' }) note!: string
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Counter], (attached) => ({ dataSource, alkey } = attached), { alkey: { store: new MemoryTokenStore() } })

test.each(['9223372036854775810', '-9223372036854775820'])('%s names no row', async (written) => {
  const id = written.startsWith('-') ? '-9223372036854775821' : '9223372036854775808'
  await dataSource.query(`INSERT INTO counters (id, kind) VALUES ('${id}', 'a')`)
  const update = (): Promise<unknown> =>
    dataSource.query(`UPDATE counters SET note = 'new' WHERE id = '${written}' AND kind = 'a'`)
  expect(await changedBy(alkey, { counter: ref(Counter, { id, kind: 'a' }) }, update)).toEqual(['counter'])
})
