import 'reflect-metadata'
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm'
import { Alkey, MemoryTokenStore } from '../../src'
import type { Bench } from './bench'
import { ratiosToFirst } from './rounds'

const DATA_SOURCES = 30

@Entity('users')
class User {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

/**
 * What it costs to attach, in CPU time to the same without it: many small DataSources, each initialized, asked a few times
 * and destroyed, as a suite of tests has them.
 */
export async function attach({ rounds, calls, print }: Bench): Promise<void> {
  const count = calls(DATA_SOURCES)
  const ratios = await ratiosToFirst(
    {
      bare: () => cpuOf(count, false),
      control: () => cpuOf(count, false),
      attached: () => cpuOf(count, true),
    },
    rounds,
  )
  print(`${count} x initialize, 5 x find, destroy: ${shown(ratios)}`)
}

async function readOnly({ manager }: DataSource): Promise<void> {
  for (let i = 0; i < 5; i++) await manager.find(User, { take: 10 })
}

async function cpuOf(count: number, isAttached: boolean): Promise<number> {
  const before = process.cpuUsage()
  for (let i = 0; i < count; i++) {
    const dataSource = new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: [User],
      synchronize: true,
    })
    await dataSource.initialize()
    const alkey = isAttached ? new Alkey({ store: new MemoryTokenStore() }) : undefined
    alkey?.attach(dataSource)
    await readOnly(dataSource)
    await dataSource.destroy()
    await alkey?.close()
  }
  const { user, system } = process.cpuUsage(before)
  return user + system
}

function shown({ attached, control }: Record<'attached' | 'control', number>): string {
  return `attached x${attached.toFixed(2)}, control x${control.toFixed(2)} (CPU)`
}
