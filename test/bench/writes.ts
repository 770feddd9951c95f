import 'reflect-metadata'
import { Redis } from 'ioredis'
import { Column, DataSource, Entity, In, PrimaryGeneratedColumn } from 'typeorm'
import { Alkey, ref } from '../../src'
import { startPostgres } from '../support/servers/start-postgres'
import { startRedis } from '../support/servers/start-redis'
import { asyncResourcesOf } from './async-resources'
import { compared } from './compared'

// What writes cost with the library, against the same program without it in the same run: CPU time of this process where
// there are many rows, the time that the caller waits where there are few. On a PostgreSQL that waits for its disk, and a
// Redis. The floor is measured twice; the second one, the control, shows the noise. `BENCH=update,save` picks rows.

const ROWS = 1_000

@Entity('users')
class User {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @Column({ default: '' }) email!: string
}

interface Bench {
  readonly bare: DataSource
  readonly attached: DataSource
  readonly alkey: Alkey
  readonly redis: Redis
}

type Row = (bench: Bench) => Promise<void>

const ids = Array.from({ length: ROWS }, (_, i) => i + 1)
const tokens = [...ids, '*'].map((id) => `{bench}:alkey:users#${id}`).concat('{bench}:alkey:*#*')

const rows: Readonly<Record<string, Row>> = {
  update: ({ bare, attached, redis }) => {
    const update = ({ manager }: DataSource): Promise<unknown> => manager.update(User, { id: In(ids) }, { name: 'y' })
    const floor = async (): Promise<void> => {
      await update(bare)
      await redis.unlink(tokens)
    }
    return compared('update of 1,000 ids, to that and UNLINK', 'CPU', { floor, library: () => update(attached) }, 10)
  },
  save: async (bench) => {
    await ofNewRows(bench, 1_000, 5)
    await ofNewRows(bench, 10_000, 1)
  },
  insert: ({ bare, attached }) => {
    const insert = ({ manager }: DataSource): Promise<unknown> => manager.insert(User, newRows(ROWS))
    return both('insert of 1,000 rows', 'CPU', bare, attached, insert, 5)
  },
  loaded: async ({ bare, attached }) => {
    let count = 0
    const save = async (dataSource: DataSource): Promise<unknown> => {
      const users = await dataSource.manager.findBy(User, { id: In(ids.slice(0, 100)) })
      for (const user of users) user.name = `n${count++}`
      return dataSource.manager.save(users)
    }
    await both('find and save of 100 rows', 'CPU', bare, attached, save, 3)
  },
  one: (bench) => waited('save of a new row', bench, saveOne, 20),
  ten: (bench) => waited('10 inserts in a transaction', bench, insertTen, 10),
  find: ({ bare, attached }) => {
    const find = ({ manager }: DataSource): Promise<unknown> => manager.find(User, { take: ROWS, order: { id: 'ASC' } })
    return both('find of 1,000 rows', 'CPU', bare, attached, find, 10)
  },
  invalidate: async ({ alkey, redis }) => {
    for (const count of [1, 10]) {
      const refs = ids.slice(0, count).map((id) => ref(User, id))
      const library = (): Promise<unknown> => alkey.invalidate(...refs)
      await compared(`invalidate of ${count}, to PING`, 'ms', { floor: () => redis.ping(), library }, 200)
    }
  },
  promises: async ({ bare, attached }) => {
    for (const [name, work] of Object.entries({ 'save of a new row': saveOne, '10 inserts': insertTen })) {
      const [floor, library] = [await asyncResourcesOf(() => work(bare)), await asyncResourcesOf(() => work(attached))]
      console.log(`${name}: ${JSON.stringify(floor)} bare, ${JSON.stringify(library)} with the library`)
    }
  },
}

async function main(): Promise<void> {
  const postgres = await startPostgres({ args: ['-c', 'fsync=on', '-c', 'autovacuum=off'] })
  const server = await startRedis()
  const [bare, attached] = [await open(postgres.url, true), await open(postgres.url, false)]
  const alkey = new Alkey({ redis: server.url, namespace: 'bench' })
  alkey.attach(attached)
  const redis = new Redis(server.url)
  const picked = process.env['BENCH']?.split(',')
  for (const [name, row] of Object.entries(rows)) {
    if (picked && !picked.includes(name)) continue
    await bare.query('TRUNCATE users RESTART IDENTITY')
    await bare.manager.insert(User, newRows(ROWS))
    await row({ bare, attached, alkey, redis })
  }
  await Promise.all([bare.destroy(), attached.destroy()])
  await alkey.close()
  await redis.quit()
  await Promise.all([postgres.stop(), server.stop()])
}

async function open(url: string, isFirst: boolean): Promise<DataSource> {
  const dataSource = new DataSource({ type: 'postgres', url, entities: [User], synchronize: isFirst })
  return dataSource.initialize()
}

function newRows(count: number): Pick<User, 'name' | 'email'>[] {
  return Array.from({ length: count }, (_, i) => ({ name: `user ${i}`, email: `${i}@example.org` }))
}

function saveOne({ manager }: DataSource): Promise<unknown> {
  return manager.save(User, { name: 'x', email: 'x@example.org' })
}

function insertTen(dataSource: DataSource): Promise<unknown> {
  return dataSource.transaction(async (manager) => {
    for (let i = 0; i < 10; i++) await manager.insert(User, { name: 'x', email: 'x@example.org' })
  })
}

/** Beside the floor with two PINGs: what is recorded before a COMMIT, and removed after it, takes as many round trips. */
function waited(
  what: string,
  { bare, attached, redis }: Bench,
  work: (dataSource: DataSource) => Promise<unknown>,
  times: number,
): Promise<void> {
  const twoPings = async (): Promise<void> => {
    await work(bare)
    await redis.ping()
    await redis.ping()
  }
  const [floor, library] = [() => work(bare), () => work(attached)]
  return compared(what, 'ms', { floor, 'with two PINGs': twoPings, library }, times)
}

function ofNewRows({ bare, attached }: Bench, count: number, times: number): Promise<void> {
  const save = ({ manager }: DataSource): Promise<unknown> => manager.save(User, newRows(count))
  return both(`save of ${count.toLocaleString('en')} new rows`, 'CPU', bare, attached, save, times)
}

function both(
  what: string,
  unit: 'CPU' | 'ms',
  bare: DataSource,
  attached: DataSource,
  work: (dataSource: DataSource) => Promise<unknown>,
  times: number,
): Promise<void> {
  return compared(what, unit, { floor: () => work(bare), library: () => work(attached) }, times)
}

void main()
