import type { Redis } from 'ioredis'
import { Alkey } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { connectRedis, sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import { eventually } from '../../support/waiting/eventually'
import { heard } from '../../support/watching/heard-events'
import { changedBy } from '../../support/watching/key-watch'

expectWarnings(unattached)

// Records of writers that have died, some of which can't be read.

let namespace: string
let client: Redis
let alkey: Alkey

beforeEach(async () => {
  namespace = uniqueNamespace()
  client = await connectRedis()
  alkey = new Alkey({ ...sharedRedis(namespace), leaseMs: 200 })
  await alkey.keyGenerator('alkey:users#1')
})

afterEach(async () => {
  await alkey.close()
  client.disconnect()
})

const recordOf = (id: string): string => `{${namespace}}:changed:${id}`
const overdue = (...ids: string[]): Promise<unknown> =>
  client.zadd(`{${namespace}}:changes`, ...ids.flatMap((id) => [1, id]))

test.each<[string, (key: string) => Promise<unknown>, RegExp]>([
  ['of another type', (key) => client.set(key, 'text'), /'broken'.*WRONGTYPE/],
  ['with what is no identifier', (key) => client.sadd(key, 'alkey:users#2', 'rubbish'), /'broken'.*'rubbish'/],
  ['with an identifier that is not well formed', (key) => client.sadd(key, 'alkey:#'), /'broken'.*'alkey:#'/],
])('one %s is told, makes every key another one, and is removed; the others are repaired', async (_, write, told) => {
  const errors = heard(alkey, 'error')
  const repaired = heard(alkey, 'repaired')
  const parts = { 'some row': 'alkey:users#1', 'some text': 'text' }
  const changes = await changedBy(alkey, parts, async () => {
    await write(recordOf('broken'))
    await client.sadd(recordOf('first'), 'alkey:orders#1')
    await client.sadd(recordOf('last'), 'alkey:orders#2')
    await overdue('broken', 'first', 'last')
    await eventually(() => repaired.length === 3)
  })
  expect(changes).toEqual(['some row', 'some text'])
  expect(errors.map(({ error }) => [error.code, error.message])).toEqual([
    ['ALKEY_BROKEN_RECORD', expect.stringMatching(told)],
  ])
  const bumped = repaired.flatMap(({ identifiers }) => identifiers)
  expect(bumped).toEqual(expect.arrayContaining(['alkey:orders#1', 'alkey:orders#2']))
  // Those of the others stay, for statements that nobody can ask a database for.
  expect(await client.exists(recordOf('broken'))).toBe(0)
  expect(await client.zscore(`{${namespace}}:changes`, 'broken')).toBeNull()
})
