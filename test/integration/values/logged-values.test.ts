import { Alkey, ref } from '../../../src'
import { sharedRedis } from '../../support/redis/redis'

test('what can not be given back is logged once for each kind of value, without what it holds', async () => {
  class Money {
    constructor(readonly amount: number) {}
  }
  const messages: string[] = []
  const logger = { warn: (message: string) => messages.push(message) }
  const alkey = new Alkey({ ...sharedRedis(), logger, schemaVersion: '1' })
  for (const value of [new Money(1234), new Money(2), new URL('http://example.org'), [new Money(3)]]) {
    await alkey.remember([ref('users', 1), 'money'], () => value)
  }
  expect(messages).toEqual([
    expect.stringMatching(/^typeorm-alkey: A value that contains an instance of Money can't be stored/),
    expect.stringMatching(/contains an instance of URL/),
  ])
  expect(messages.join()).not.toContain('1234')
  await alkey.close()
})
