import { Alkey, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { sharedRedis } from '../../support/redis/redis'
import { counting } from '../../support/values/counting-load'
import { heard } from '../../support/watching/heard-events'

const alkey = new Alkey({ ...sharedRedis(), schemaVersion: '1' })

afterAll(() => alkey.close())

class Line {
  constructor(readonly product: string) {}
  get label(): string {
    return `of ${this.product}`
  }
}

test('a plain value is the same on a miss as on a hit', async () => {
  const load = counting(() => [new Line('book')])
  const remember = (): Promise<object[]> => alkey.remember([ref('orders', 1), 'lines'], load, { plain: true })
  const [loaded, found] = [await remember(), await remember()]
  expect(load).toHaveBeenCalledTimes(1)
  for (const lines of [loaded, found]) {
    expect(lines).toEqual([{ product: 'book' }])
    expect(lines[0]).not.toHaveProperty('label')
  }
})

test('it is plain also where it is not stored', async () => {
  const notStored = heard(alkey, 'notStored')
  const load = (): Line => new Line('book')
  const value = await alkey.remember([ref('orders', 2)], load, { plain: true, maxBytes: 1 })
  expect(value).not.toHaveProperty('label')
  expect(notStored.map(({ reason }) => reason)).toEqual(['too-large'])
})

test('what can not be plain is given as it was loaded, and not stored', async () => {
  expectWarnings(/An instance of URL can't be stored/)
  const notStored = heard(alkey, 'notStored')
  const url = new URL('http://example.org')
  expect(await alkey.remember([ref('orders', 3)], () => url, { plain: true })).toBe(url)
  expect(notStored.map(({ reason }) => reason)).toEqual(['unserializable'])
})
