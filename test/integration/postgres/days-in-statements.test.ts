import { defaults } from 'pg'
import { Column, type DataSource, Entity, PrimaryColumn } from 'typeorm'
import { type Alkey, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { changedBy } from '../../support/watching/key-watch'

// On which day an instant is, the driver decides by a setting of its own.

@Entity('days')
class Day {
  @PrimaryColumn('date') day!: string
  @Column({ default: '' }) note!: string
}

let dataSource: DataSource
let alkey: Alkey

useAttached([Day], (attached) => ({ dataSource, alkey } = attached), { alkey: { store: new MemoryTokenStore() } })

afterEach(() => (defaults.parseInputDatesAsUTC = false))

test.each([false, true])('a Date in a statement may be any day, with parseInputDatesAsUTC = %s', async (isUtc) => {
  defaults.parseInputDatesAsUTC = isUtc
  const parts = { one: ref(Day, '2026-01-05'), next: ref(Day, '2026-01-06') }
  const update = (day: unknown): Promise<unknown> =>
    dataSource.query('UPDATE days SET note = $1 WHERE day = $2', ['new', day])
  await dataSource.query(`INSERT INTO days VALUES ('2026-01-05', ''), ('2026-01-06', '') ON CONFLICT DO NOTHING`)
  expect(await changedBy(alkey, parts, () => update('2026-01-05'))).toEqual(['one'])
  expect(await changedBy(alkey, parts, () => update(new Date(2026, 0, 5, 12)))).toEqual(['next', 'one'])
})
