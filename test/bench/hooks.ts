import 'reflect-metadata'
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm'
import { BroadcasterResult } from 'typeorm/subscriber/BroadcasterResult'
import { Alkey, MemoryTokenStore } from '../../src'
import type { Bench } from './bench'
import { median, ratiosToFirst } from './rounds'

@Entity('users')
class User {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @Column({ default: '' }) email!: string
}

/**
 * What the subscriber costs: the CPU time of both hooks for a SELECT, with what TypeORM does to call them, and of reads and
 * writes through TypeORM with it, to the same without it. On SQLite in memory, so that no network hides it. `idle` has a
 * subscriber that does nothing.
 */
export async function hooks(bench: Bench): Promise<void> {
  const attached = await open()
  const alkey = new Alkey({ store: new MemoryTokenStore() })
  alkey.attach(attached)
  await hooksAlone(bench, attached)
  const bare = await open()
  const idle = await open()
  idle.subscribers.push({ beforeQuery: () => undefined, afterQuery: () => undefined })
  await compared(bench, '300 x a SELECT', { bare, idle, attached }, 300, ({ manager }) =>
    manager.query('SELECT * FROM users WHERE id = 1'),
  )
  await compared(bench, '200 x find', { bare, idle, attached }, 200, ({ manager }) => manager.find(User, { take: 10 }))
  await compared(bench, '100 x save of a new row', { bare, idle, attached }, 100, ({ manager }) =>
    manager.save(User, { name: 'x' }),
  )
  await compared(bench, '100 x update by id', { bare, idle, attached }, 100, ({ manager }) =>
    manager.update(User, 1, { name: 'y' }),
  )
  await compared(bench, 'save of 1,000 new rows', { bare, idle, attached }, 1, ({ manager }) =>
    manager.save(
      User,
      Array.from({ length: 1_000 }, () => ({ name: 'z' })),
    ),
  )
  await Promise.all([attached, bare, idle].map((dataSource) => dataSource.destroy()))
  await alkey.close()
}

async function open(): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    entities: [User],
    synchronize: true,
  })
  await dataSource.initialize()
  await dataSource.manager.save(User, [{ name: 'Ann' }])
  return dataSource
}

/** SELECTs as TypeORM writes them: the same text again, and one that is new each time. */
async function hooksAlone({ rounds, calls, print }: Bench, dataSource: DataSource): Promise<void> {
  const queryRunner = dataSource.createQueryRunner()
  const sql = dataSource.manager
    .createQueryBuilder(User, 'user')
    .innerJoin(User, 'other', 'other.id = user.id AND other.name = :name', { name: 'Ann' })
    .where('user.email LIKE :email OR user.id IN (1, 2, 3)', { email: '%' })
    .getQuery()
  const count = calls(100_000)
  const texts = { 'the same SELECT': () => sql, 'another SELECT each time': (i: number) => `${sql} LIMIT ${i}` }
  const { broadcaster } = queryRunner
  for (const [name, text] of Object.entries(texts)) {
    const costs = Array.from({ length: rounds }, () => {
      const begun = process.cpuUsage()
      for (let i = 0; i < count; i++) {
        const query = text(i)
        void broadcaster.broadcast('BeforeQuery', query, [])
        broadcaster.broadcastAfterQueryEvent(new BroadcasterResult(), query, [], true, 0, [], undefined)
      }
      const { user, system } = process.cpuUsage(begun)
      return ((user + system) * 1_000) / count
    })
    print(`both hooks for ${name} (${sql.length} characters): ${median(costs).toFixed(0)} ns of CPU`)
  }
  await queryRunner.release()
}

async function compared(
  { rounds, calls, print }: Bench,
  what: string,
  { bare, idle, attached }: Record<'bare' | 'idle' | 'attached', DataSource>,
  times: number,
  run: (dataSource: DataSource) => Promise<unknown>,
): Promise<void> {
  const timed = (dataSource: DataSource) => async () => {
    const before = process.cpuUsage()
    for (let i = 0; i < calls(times); i++) await run(dataSource)
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  const ratios = await ratiosToFirst(
    { bare: timed(bare), control: timed(bare), idle: timed(idle), attached: timed(attached) },
    rounds,
  )
  const shown = (['attached', 'idle', 'control'] as const).map((name) => `${name} x${ratios[name].toFixed(2)}`)
  print(`${what}: ${shown.join(', ')} (CPU)`)
}
