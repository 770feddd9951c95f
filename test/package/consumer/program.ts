// A program of somebody who has installed the package. It is compiled once for `import` and once for `require`.
import assert from 'node:assert/strict'
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm'
import { Alkey, GLOBAL, InvalidPartError, MemoryTokenStore, literal, redisFromEnvironment, ref } from 'typeorm-alkey'
import { HandlerFailedError, MemoryHandler, StandardKey, StandardTag } from 'typeorm-alkey/fragmented-keys'
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
  // A machine that is slow for a second is no finding.
  const alkey = new Alkey({ ...store, namespace: process.env['NAMESPACE'], deadlineMs: 10_000 })
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
  const city = new StandardTag('City', 'chicago', { handler: new MemoryHandler(), prefix: 'MyApp' })
  const tagged = await Promise.all([alkey.keyGenerator(city), new StandardKey('Users', [city]).getKeyStr()])
  await dataSource.transaction((manager) => alkey.invalidate(manager, city))
  assert.notDeepEqual(
    await Promise.all([alkey.keyGenerator(city), new StandardKey('Users', [city]).getKeyStr()]),
    tagged,
  )
  await city.getCacheHandler().set(city.getTagName(), 'no number')
  await assert.rejects(new StandardKey('Users', [city]).getKeyStr(), HandlerFailedError)

  for (const { run } of tokenStoreContract(() => new MemoryTokenStore())) await run()

  await dataSource.destroy()
  assert.deepEqual(await alkey.close(), { undelivered: [] })
}

void main()
