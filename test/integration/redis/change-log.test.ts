import { RedisTokenStore } from '../../../src'
import { sharedRedis } from '../../support/redis/redis'
import { eventually } from '../../support/waiting/eventually'

test('a record of thousands of identifiers is taken in one go, repaired and settled', async () => {
  const options = sharedRedis()
  const [writer, other] = [new RedisTokenStore(options), new RedisTokenStore(options)]
  const identifiers = Array.from({ length: 10_000 }, (_, id) => `alkey:a_table_with_a_rather_long_name#${id}`)
  const before = await writer.read(identifiers)
  await writer.record('set-1', identifiers, 1)
  await eventually(async () => {
    const [record] = await other.claim(60_000)
    expect(record?.changeSet).toBe('set-1')
    expect(new Set(record?.identifiers)).toEqual(new Set(identifiers))
  })
  await other.settle('set-1', identifiers)
  const after = await writer.read(identifiers)
  expect(after.tokens.filter((token, i) => token === before.tokens[i])).toEqual([])
  expect(await other.claim(1)).toEqual([])
  await Promise.all([writer.close(), other.close()])
})
