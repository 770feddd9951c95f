import type { DataSource, EntityManager } from 'typeorm'
import type { Alkey } from '../../../src'
import { useProxiedShop } from '../../support/attached/proxied-shop'
import { onQuery } from '../../support/databases/on-query'
import { Product } from '../../support/entities/shop'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages } from '../../support/harness/warnings/expected'
import { connectRedis } from '../../support/redis/redis'
import type { TcpProxy } from '../../support/servers/tcp-proxy'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(outages)

// `onUnavailable: 'reject'`: what commits without COMMIT is refused as COMMIT is, while Redis is away.

let dataSource: DataSource
let proxy: TcpProxy
let alkey: Alkey
let namespace: string

useProxiedShop((shop) => ({ dataSource, proxy, alkey, namespace } = shop), {
  alkey: { deadlineMs: 1_000, onUnavailable: 'reject' },
})

beforeEach(() => alkey.keyGenerator(Product))

test.each<[string, (manager: EntityManager) => Promise<unknown>]>([
  ['CREATE TABLE', (manager) => manager.query('CREATE TABLE nowhere (id int)')],
  ['TRUNCATE', (manager) => manager.query('TRUNCATE nowhere')],
  ['BEGIN', (manager) => manager.query('BEGIN')],
  ['SET autocommit', (manager) => manager.query('SET autocommit = 1')],
  ['CALL', (manager) => manager.query('CALL no_such_procedure()')],
])('%s in a transaction whose record was lost', async (_, commit) => {
  const before = await dataSource.manager.find(Product, { order: { id: 'ASC' } })
  const refused = dataSource.transaction(async (manager) => {
    await manager.update(Product, 1, { price: 4_711 })
    await proxy.cut()
    await commit(manager)
  })
  await expect(refused).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE' })
  expect(await dataSource.manager.find(Product, { order: { id: 'ASC' } })).toEqual(before)
})

test.each<[string, (manager: EntityManager) => Promise<unknown>]>([
  ['CREATE', (manager) => manager.query('CREATE TABLE products (id int)')],
  ['TRUNCATE', (manager) => manager.query('TRUNCATE nowhere')],
  ['BEGIN', (manager) => manager.query('BEGIN')],
])('%s in a transaction whose record was lost finds it written again', async (verb, commit) => {
  const client = await connectRedis()
  const recorded = async (): Promise<string[]> => {
    const keys = await client.keys(`{${namespace}}:changed:*`)
    return (await Promise.all(keys.map((key) => client.smembers(key)))).flat()
  }
  let found: string[] = []
  // The hooks of one statement run side by side, and it waits for all of them.
  const look = (): Promise<void> =>
    eventually(async () => (found = await recorded()).includes('alkey:products#1')).catch(() => undefined)
  let stop = (): void => undefined
  const transaction = dataSource.transaction(async (manager) => {
    await manager.save(Product, { id: 1, price: 4_711 })
    await eventually(async () => (await recorded()).includes('alkey:products#1'))
    await client.unlink(await client.keys(`{${namespace}}:changed:*`))
    stop = onQuery(dataSource, (query) => query.startsWith(verb), 'beforeQuery', look)
    await commit(manager)
  })
  // The server has its own opinion of such statements.
  await transaction.catch(() => undefined)
  stop()
  expect(found).toContain('alkey:products#1')
  client.disconnect()
})
