// A program that uses the built package, for every runtime: keys and values of an entity follow its writes. It ends with a
// message where they don't.
import 'reflect-metadata'
import assert from 'node:assert/strict'
import { Column, DataSource, type DataSourceOptions, Entity, PrimaryColumn } from 'typeorm'
import { Alkey, MemoryTokenStore, ref } from 'typeorm-alkey'

@Entity('users')
class User {
  @PrimaryColumn('int') id!: number
  @Column('text') name!: string
}

@Entity('orders')
class Order {
  @PrimaryColumn('int') id!: number
}

async function main(): Promise<void> {
  const options = JSON.parse(process.env['DATA_SOURCE'] ?? '{}') as DataSourceOptions
  const dataSource = await new DataSource({ ...options, entities: [User, Order], synchronize: true }).initialize()
  const redis = process.env['REDIS_URL']
  const store = redis ? { redis } : { store: new MemoryTokenStore() }
  // A machine that is slow for a second is no finding.
  const alkey = new Alkey({ ...store, namespace: process.env['NAMESPACE'], deadlineMs: 10_000, logger: false })
  const events: string[] = []
  alkey.on('error', ({ error }) => events.push(error.message))
  alkey.on('undeclared', ({ table }) => events.push(`undeclared: ${String(table)}`))
  alkey.on('notStored', ({ reason }) => events.push(`notStored: ${reason}`))
  alkey.attach(dataSource)
  const { manager } = dataSource
  const key = (): Promise<string> => alkey.keyGenerator(ref(User, 1), 'page')

  await manager.save(User, { id: 1, name: 'Ann' })
  const first = await key()
  assert.equal(await key(), first, 'the key stays while nothing is written')
  await manager.save(User, { id: 1, name: 'Anne' })
  const second = await key()
  assert.notEqual(second, first, 'the key changes after a save')
  await manager
    .transaction(async (within) => {
      await within.update(User, 1, { name: 'nobody' })
      throw new Error('roll back')
    })
    .catch(() => undefined)
  // One connection for all, as SQLite has it, shows everybody what is rolled back later.
  const isPool = options.type === 'postgres' || options.type === 'mysql'
  assert.equal((await key()) === second, isPool, 'the key stays after a rollback where only that transaction saw it')

  let loads = 0
  const remember = (): Promise<{ readonly user: User; readonly load: number }> =>
    alkey.remember([ref(User, 1), 'page'], async () => ({
      user: await manager.findOneByOrFail(User, { id: 1 }),
      at: new Date(86_400_000),
      large: 2n ** 70n,
      byName: new Map([['Anne', new Set([1, undefined])]]),
      bytes: Buffer.from('tea'),
      load: ++loads,
    }))
  const missed = await remember()
  const found = await remember()
  assert.deepEqual(found, missed, 'a hit gives what the miss gave')
  assert.ok(found.user instanceof User && found.user !== missed.user, 'a hit gives a new entity')
  await dataSource.query(`UPDATE users SET name = 'Anna' WHERE id = 1`)
  const [reloaded] = await Promise.all([remember(), remember(), remember()])
  assert.deepEqual([reloaded.load, reloaded.user.name], [2, 'Anna'], 'a value reloads once after raw SQL')
  assert.deepEqual(events, [], 'nothing fails')

  // What is known of a load follows it through the driver.
  await alkey.remember([ref(User, 1), 'orders'], () => manager.find(Order))
  await alkey.remember([ref(User, 1), 'visits'], () => manager.update(User, 1, { name: 'Ann' }))
  assert.deepEqual(events, ['undeclared: orders', 'notStored: wrote'], 'the statements of a load are known as its own')

  await dataSource.destroy()
  assert.deepEqual(await alkey.close(), { undelivered: [] })
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
