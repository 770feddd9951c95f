import { Alkey, ref } from '../../../src'
import { MemoryHandler, StandardTag } from '../../../src/fragmented-keys'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { sharedRedis } from '../../support/redis/redis'

expectWarnings(unattached)

// Values that depend on what is no row.

let alkey: Alkey
const handler = new MemoryHandler()
let calls = 0
const load = (): number => ++calls

beforeAll(() => {
  alkey = new Alkey(sharedRedis())
})

afterAll(() => alkey.close())

describe.each([
  ['a tag of alkey.tag', (instance: string) => alkey.tag('city', instance)],
  ['a tag of a cache handler', (instance: string) => new StandardTag('city', instance, { handler, prefix: 'Test' })],
])('%s', (_, tag) => {
  test('changes the values that depend on it, and no others', async () => {
    const weather = (city: string): Promise<number> => alkey.remember([ref('users', 1), tag(city), 'weather'], load)
    const [chicago, boston] = [await weather('chicago'), await weather('boston')]
    expect([await weather('chicago'), await weather('boston')]).toEqual([chicago, boston])
    await alkey.invalidate(tag('chicago'))
    expect(await weather('chicago')).not.toBe(chicago)
    expect(await weather('boston')).toBe(boston)
    await tag('boston').increment()
    expect(await weather('boston')).not.toBe(boston)
  })
})

test('what is made of a value with a tag of alkey.tag changes with it', async () => {
  const city = alkey.tag('city', 'oslo')
  const page = (): Promise<string> => alkey.remember(['page'], async () => `page ${await alkey.remember([city], load)}`)
  const first = await page()
  expect(await page()).toBe(first)
  await city.increment()
  expect(await page()).not.toBe(first)
})

test('what is made of a value with a tag of a cache handler is not stored, since nobody else could ask for its version', async () => {
  const city = new StandardTag('city', 'oslo', { handler, prefix: 'Test' })
  const reasons: string[] = []
  const stop = alkey.on('notStored', ({ reason }) => reasons.push(reason))
  await alkey.remember(['other page'], () => alkey.remember([city, 'inner'], load))
  stop()
  expect(reasons).toEqual(['uncacheable'])
})
