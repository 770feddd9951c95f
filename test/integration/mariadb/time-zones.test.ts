import { Column, type DataSource, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'
import { type Alkey, type KeyPart, MemoryTokenStore, ref } from '../../../src'
import { useAttached } from '../../support/attached/attached'
import { changedBy } from '../../support/watching/key-watch'

// mysql2 gives and takes a day as its midnight in the zone that it is told, which is another day here.

@Entity('days')
class Day {
  @PrimaryColumn({ type: 'date' }) id!: string
  @Column({ default: '' }) name!: string
}

@Entity('events')
class Event {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @ManyToOne(() => Day) @JoinColumn({ name: 'day' }) day!: Day
}

describe.each(['+09:00', 'local'])('in the zone %s', (timezone) => {
  let dataSource: DataSource
  let alkey: Alkey

  const zone: object = { timezone }
  useAttached([Day, Event], (attached) => ({ dataSource, alkey } = attached), {
    alkey: { store: new MemoryTokenStore() },
    dataSource: zone,
    fill: async () => {
      await dataSource.query("INSERT INTO days (id) VALUES ('2026-01-01'), ('2026-01-02')")
      await dataSource.query("INSERT INTO events (day) VALUES ('2026-01-02')")
    },
  })

  const second = { day: ref(Day, '2026-01-02') }
  const third = { day: ref(Day, '2026-01-03') }

  const cases: Record<string, { watch: Record<string, KeyPart>; write: () => Promise<unknown> }> = {
    'returned by INSERT': {
      watch: third,
      write: () => dataSource.query("INSERT INTO days (id) VALUES ('2026-01-03') RETURNING id"),
    },
    'returned by DELETE': {
      watch: { day: ref(Day, '2026-01-01') },
      write: () => dataSource.query("DELETE FROM days WHERE id < '2026-01-02' RETURNING id"),
    },
    "read as a parent's": { watch: second, write: () => dataSource.manager.update(Event, 1, { name: 'new' }) },
    inserted: { watch: third, write: () => dataSource.manager.insert(Day, { id: '2026-01-03' }) },
    saved: { watch: third, write: () => dataSource.manager.save(Day, { id: '2026-01-03' }) },
    updated: { watch: second, write: () => dataSource.manager.update(Day, '2026-01-02', { name: 'new' }) },
  }

  test.each(Object.entries(cases))('a day that is %s', async (_, { watch, write }) => {
    expect(await changedBy(alkey, watch, write)).toEqual(['day'])
  })

  test('a day that is given as a time', async () => {
    const days = ['2026-01-03', '2026-01-04']
    const changed = await changedBy(alkey, Object.fromEntries(days.map((day) => [day, ref(Day, day)])), () =>
      dataSource.query('INSERT INTO days (id) VALUES (?)', [new Date('2026-01-03T20:00:00Z')]),
    )
    const [stored] = await dataSource.query<[{ id: string }]>('SELECT CAST(MAX(id) AS CHAR) AS id FROM days')
    expect(changed).toContain(stored.id)
  })
})
