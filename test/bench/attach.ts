import 'reflect-metadata'
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm'
import { Alkey, MemoryTokenStore } from '../../src'
import { ratiosToFirst } from './rounds'

// What it costs to attach, in CPU time against the same without it in the same round: many small DataSources, each
// initialized, asked a few times and destroyed, as a suite of tests has them.

const ROUNDS = 11
const DATA_SOURCES = 30

@Entity('users')
class User {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

async function main(): Promise<void> {
  const ratios = await ratiosToFirst(
    {
      bare: () => cpuOf(readOnly, false),
      control: () => cpuOf(readOnly, false),
      attached: () => cpuOf(readOnly, true),
    },
    ROUNDS,
  )
  console.log(`${DATA_SOURCES} x initialize, 5 x find, destroy: ${shown(ratios)}`)
}

async function readOnly({ manager }: DataSource): Promise<void> {
  for (let i = 0; i < 5; i++) await manager.find(User, { take: 10 })
}

async function cpuOf(work: (dataSource: DataSource) => Promise<void>, isAttached: boolean): Promise<number> {
  const before = process.cpuUsage()
  for (let i = 0; i < DATA_SOURCES; i++) {
    const dataSource = new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: [User],
      synchronize: true,
    })
    await dataSource.initialize()
    const alkey = isAttached ? new Alkey({ store: new MemoryTokenStore() }) : undefined
    alkey?.attach(dataSource)
    await work(dataSource)
    await dataSource.destroy()
    await alkey?.close()
  }
  const { user, system } = process.cpuUsage(before)
  return user + system
}

function shown({ attached, control }: Record<'attached' | 'control', number>): string {
  return `attached x${attached.toFixed(2)}, control x${control.toFixed(2)} (CPU)`
}

void main()
