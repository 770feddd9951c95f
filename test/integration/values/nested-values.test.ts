import { Alkey, MemoryTokenStore, MemoryValueStore, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { noDependency, unattached } from '../../support/harness/warnings/expected'
import { sharedRedis } from '../../support/redis/redis'
import { counting } from '../../support/values/counting-load'
import { heard } from '../../support/watching/heard-events'

expectWarnings(noDependency, unattached)

let alkey: Alkey
let user: ReturnType<typeof ref>
let count = 0

beforeAll(() => {
  alkey = new Alkey(sharedRedis())
})

afterAll(async () => {
  await alkey.close()
})

beforeEach(() => {
  user = ref('users', ++count)
})

describe('a value that is made of others', () => {
  const inner = counting((call) => `inner ${call}`)
  const outer = (): Promise<string> =>
    alkey.remember(['page', user], async () => `outer of ${await alkey.remember([ref('posts', count)], inner)}`)

  beforeEach(() => inner.mockClear())

  test('changes with them, though its key does not say so', async () => {
    const first = await outer()
    expect(await outer()).toBe(first)
    await alkey.invalidate(ref('posts', count))
    const second = await outer()
    expect(second).not.toBe(first)
    expect(await outer()).toBe(second)
    await alkey.invalidate(ref('posts', 0))
    expect(await outer()).toBe(second)
  })

  test('changes also where the inner one was found', async () => {
    await alkey.remember([ref('posts', count)], inner)
    const first = await outer()
    await alkey.invalidate(ref('posts', count))
    expect(await outer()).not.toBe(first)
  })

  test('changes over three levels', async () => {
    const top = (): Promise<string> => alkey.remember(['top', user], outer)
    const first = await top()
    // So that the next one finds its own inner value.
    expect(await top()).toBe(first)
    await alkey.invalidate(ref('posts', count))
    const second = await top()
    expect(second).not.toBe(first)
    expect(await top()).toBe(second)
  })

  test('is not stored when an inner one has no key', async () => {
    const store = new MemoryTokenStore()
    const other = new Alkey({ store, values: new MemoryValueStore() })
    await store.close()
    const notStored = heard(alkey, 'notStored')
    const load = counting(() => other.remember(['a'], () => 1))
    for (let i = 0; i < 2; i++) await alkey.remember([user], load)
    expect(load).toHaveBeenCalledTimes(2)
    expect(notStored.map(({ reason }) => reason)).toEqual(['uncacheable', 'uncacheable'])
    await other.close()
  })

  test('is not stored when an inner one depends on tokens of another Alkey', async () => {
    const other = new Alkey({ store: new MemoryTokenStore() })
    const notStored = heard(alkey, 'notStored')
    await alkey.remember([user], () => other.remember(['a'], () => 1))
    expect(notStored.map(({ reason }) => reason)).toEqual(['uncacheable'])
    await other.close()
  })
})
