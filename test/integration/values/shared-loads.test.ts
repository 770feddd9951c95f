import { Alkey, type AlkeyEvents, LoadFailedError, type NotStoredReason, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { noDependency, unattached } from '../../support/harness/warnings/expected'
import { sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(noDependency, unattached)

// Loads that others wait for, in this process or, behind a lock, in another one.

let alkeys: [Alkey, Alkey, Alkey]
let misses: AlkeyEvents['miss'][]
let price: number
const product = ref('products', 1)

beforeEach(() => {
  const redis = sharedRedis(uniqueNamespace())
  alkeys = [new Alkey(redis), new Alkey(redis), new Alkey(redis)]
  misses = []
  for (const alkey of alkeys) alkey.on('miss', (event) => misses.push(event))
  price = 1
})

afterEach(() => Promise.all(alkeys.map((alkey) => alkey.close())))

interface Gate {
  readonly open: () => void
  readonly opened: Promise<void>
}

function gate(): Gate {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open, opened }
}

const priceOf = (alkey: Alkey): Promise<number> => alkey.remember([product, 'price'], () => price)

test('values that share the load of one within them depend on what that depends on', async () => {
  const [alkey] = alkeys
  const inner = (): Promise<number> =>
    alkey.remember(['inner'], async () => {
      const read = await priceOf(alkey)
      // Two outer ones, the inner one twice, and what that reads.
      await eventually(() => misses.length === 5)
      return read
    })
  const outer = (page: number): Promise<unknown> => alkey.remember(['outer', page], async () => [await inner()])
  expect(await Promise.all([outer(1), outer(2)])).toEqual([[1], [1]])
  price = 2
  await alkey.invalidate(product)
  misses.length = 0
  expect(await Promise.all([outer(1), outer(2)])).toEqual([[2], [2]])
})

test('behind a lock, a value depends on what that of another process depends on', async () => {
  const [first, second] = alkeys
  const { open, opened } = gate()
  const inner = (alkey: Alkey): Promise<number> =>
    alkey.remember(
      ['inner'],
      async () => {
        const read = await priceOf(alkey)
        await opened
        return read
      },
      { lock: true },
    )
  const outer = (): Promise<unknown> => second.remember(['outer'], async () => [await inner(second)])
  const loading = inner(first)
  await eventually(() => misses.length === 2)
  const waiting = outer()
  await eventually(() => misses.length === 4)
  open()
  expect(await Promise.all([loading, waiting])).toEqual([1, [1]])
  price = 2
  await first.invalidate(product)
  expect(await outer()).toEqual([2])
})

test('who asks after a change does not share a load from before it', async () => {
  const [alkey] = alkeys
  const { open, opened } = gate()
  const loaded = jest.fn()
  const inner = (): Promise<number> =>
    alkey.remember(['inner'], async () => {
      const read = await priceOf(alkey)
      loaded()
      await opened
      return read
    })
  const before = inner()
  await eventually(() => loaded.mock.calls.length === 1)
  price = 2
  await alkey.invalidate(product)
  const after = inner()
  await eventually(() => misses.length === 3)
  open()
  expect(await Promise.all([before, after])).toEqual([1, 2])
})

describe('what could not be stored', () => {
  test.each<[NotStoredReason, unknown]>([
    ['null', null],
    ['too-large', 'x'.repeat(1_000)],
    ['unserializable', () => 1],
  ])('by the reason %s, is loaded side by side by those who waited for it', async (reason, value) => {
    const [begun, reasons] = [[] as Gate[], [] as NotStoredReason[]]
    for (const alkey of alkeys) {
      alkey.on('notStored', (event) => reasons.push(event.reason))
      alkey.on('error', () => undefined)
    }
    const load = async (): Promise<unknown> => {
      const one = gate()
      begun.push(one)
      await one.opened
      return value
    }
    const options = { lock: true, storeNull: false, maxBytes: 500 }
    const all = alkeys.map((alkey) => alkey.remember(['value'], load, options))
    await eventually(() => misses.length === 3 && begun.length === 1)
    begun[0]?.open()
    await eventually(() => begun.length === 3)
    for (const one of begun) one.open()
    await Promise.all(all)
    expect(reasons).toEqual([reason, reason, reason])
  })
})

test('a load that waits for itself is told so', async () => {
  const [alkey] = alkeys
  const inner = (): Promise<unknown> => alkey.remember(['value'], () => alkey.remember(['other'], inner))
  const failure = await inner().catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(LoadFailedError)
  expect(failure).toMatchObject({
    code: 'ALKEY_LOAD_FAILED',
    message: expect.stringContaining("of 'value'.") as unknown,
  })
})
