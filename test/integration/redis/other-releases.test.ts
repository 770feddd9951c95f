import type { Redis } from 'ioredis'
import { Alkey, ref } from '../../../src'
import { connectRedis, sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import { counting } from '../../support/values/counting-load'
import { eventually } from '../../support/waiting/eventually'
import { heard } from '../../support/watching/heard-events'

// What another release, older or newer, may have left in the namespace, as during a deploy.

let namespace: string
let client: Redis
let alkey: Alkey
const user = ref('users', 1)

beforeEach(async () => {
  namespace = uniqueNamespace()
  client = await connectRedis()
  alkey = new Alkey({ ...sharedRedis(namespace), leaseMs: 200, schemaVersion: '1' })
})

afterEach(async () => {
  await alkey.close()
  client.disconnect()
})

test('a token of another form counts as it is, and a bump replaces it', async () => {
  const other = `T${'of-another-form.'.repeat(4)}`
  await client.set(`{${namespace}}:alkey:users#1`, other)
  expect(await alkey.token(user)).toContain(other)
  const key = await alkey.keyGenerator(user)
  expect(alkey.isCacheable(key)).toBe(true)
  await alkey.invalidate(user)
  expect(await alkey.keyGenerator(user)).not.toBe(key)
})

test.each(['1abc.rs\n"old"', '3abc.rs.more\n"new"', '"no version"'])(
  'a value of another form (%j) is a miss, and is replaced',
  async (other) => {
    const load = counting((call) => call)
    const name = `${namespace}:value:${await alkey.keyGenerator(user, 'page')}`
    await client.set(name, other)
    for (let i = 0; i < 2; i++) expect(await alkey.remember([user, 'page'], load)).toBe(1)
    expect(await client.get(name)).toMatch(/^2/)
  },
)

test('a note in a record that is not known here says nothing, and its identifiers are repaired', async () => {
  const errors = heard(alkey, 'error')
  const repaired = heard(alkey, 'repaired')
  const key = await alkey.keyGenerator(user)
  await client.sadd(`{${namespace}}:changed:other`, 'alkey:users#1', '~novel:{"of":"another release"}')
  await client.zadd(`{${namespace}}:changes`, 1, 'other')
  await eventually(() => repaired.length > 0)
  expect(repaired[0]?.identifiers).toContain('alkey:users#1')
  expect(errors).toEqual([])
  expect(await alkey.keyGenerator(user)).not.toBe(key)
})
