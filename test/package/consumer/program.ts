// A program of somebody who has installed the package. It is compiled once for `import` and once for `require`.
import assert from 'node:assert/strict'
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm'
import { Alkey, GLOBAL, InvalidPartError, MemoryTokenStore, literal, redisFromEnvironment, ref } from 'typeorm-alkey'
import { tokenStoreContract } from 'typeorm-alkey/testing'

@Entity('users')
class User {
  @PrimaryColumn('int') id!: number
  @Column('text') name!: string
}

async function main(): Promise<void> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url: process.env['DATABASE_URL'] ?? '',
    entities: [User],
    synchronize: true,
  }).initialize()
  const store = process.env['REDIS_URL'] ? { redis: redisFromEnvironment() } : { store: new MemoryTokenStore() }
  const alkey = new Alkey({ ...store, namespace: process.env['NAMESPACE'] })
  alkey.attach(dataSource)
  const keys = (): Promise<string[]> =>
    Promise.all(
      [ref(User, 1), ref(User, 2), User, GLOBAL, literal('alkey:users#1')].map((part) => alkey.keyGenerator(part)),
    )

  await dataSource.manager.save(User, [
    { id: 1, name: 'Ann' },
    { id: 2, name: 'Bob' },
  ])
  const before = await keys()
  assert.ok(before.every((key) => alkey.isCacheable(key)))
  assert.deepEqual(await keys(), before)
  await dataSource.manager.save(User, { id: 1, name: 'Anne' })
  const after = await keys()
  assert.deepEqual(
    after.map((key, i) => (key === before[i] ? 'same' : 'changed')),
    ['changed', 'same', 'changed', 'changed', 'same'],
  )
  await assert.rejects(alkey.keyGenerator(Symbol.iterator as never), InvalidPartError)
  for (const { run } of tokenStoreContract(() => new MemoryTokenStore())) await run()

  await dataSource.destroy()
  assert.deepEqual(await alkey.close(), { undelivered: [] })
}

void main()
