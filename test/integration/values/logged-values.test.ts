import { Alkey, ref } from '../../../src'
import { sharedRedis } from '../../support/redis/redis'

const messages: string[] = []
const logger = { warn: (message: string) => messages.push(message) }
const alkey = new Alkey({ ...sharedRedis(), logger, schemaVersion: '1' })

class Money {
  constructor(readonly amount: number) {}
}

beforeEach(() => messages.splice(0))
afterAll(() => alkey.close())

test('what can not be given back is logged once for each name and kind of value, without what it holds', async () => {
  for (const value of [
    new Money(1234),
    new Money(2),
    new URL('http://example.org'),
    { lines: [{ price: new Money(3) }] },
  ])
    await alkey.remember([ref('users', 1), 'money'], () => value)
  await alkey.remember([ref('users', 1)], () => ({ lines: [{ price: new Money(3) }] }))
  expect(messages).toEqual([
    expect.stringMatching(
      /^typeorm-alkey: The value 'money' is not cached: An instance of Money can't be stored.*plain: true/,
    ),
    expect.stringMatching(/'money' is not cached: An instance of URL(?!.*plain: true)/),
    expect.stringMatching(/'ref\('users', 1\)' is not cached, because of lines\[0\]\.price: An instance of Money/),
  ])
  expect(messages.join()).not.toContain('1234')
})

test('a value that is always too large is logged once, with its size', async () => {
  for (let i = 0; i < 2; i++) await alkey.remember([ref('users', 1), 'report'], () => 'x'.repeat(100), { maxBytes: 50 })
  expect(messages).toEqual([
    "typeorm-alkey: The value 'report' is not cached: its text has 103 bytes, and maxBytes is 50. Load less, or give the value a larger maxBytes.",
  ])
})

test('a value that its options leave out is not logged', async () => {
  await alkey.remember([ref('users', 1), 'none'], () => null, { storeNull: false })
  expect(messages).toEqual([])
})
