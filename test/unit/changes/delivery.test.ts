import { Changes } from '../../../src/changes/changes'
import { Delivery } from '../../../src/changes/delivery'
import { TokenChanges } from '../../../src/changes/token-changes'
import { EventHub } from '../../../src/events'
import { StandardTag } from '../../../src/fragmented-keys'
import { GLOBAL } from '../../../src/identifiers/identifier'
import { MemoryTokenStore } from '../../../src/tokens/memory-token-store'
import { VERSIONED } from '../../../src/tokens/versioned-part'
import { MoodyHandler } from '../../support/fragmented-keys/moody-handler'

const LEASE_MS = 5_000
const ROW = 'alkey:users#1'

/** A store that takes nothing while it is told so. */
class MoodyStore extends MemoryTokenStore {
  fails = false
  readonly asked: string[] = []

  override bump(identifiers: readonly string[]): Promise<void> {
    this.asked.push(...identifiers)
    return this.fails ? Promise.reject(new Error('out of order')) : super.bump(identifiers)
  }
}

let store: MoodyStore
let handler: MoodyHandler
let delivery: Delivery

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] })
  store = new MoodyStore()
  handler = new MoodyHandler()
  const events = new EventHub()
  events.on('error', () => undefined)
  delivery = new Delivery(new TokenChanges(store, LEASE_MS, () => []), 100, LEASE_MS, events)
})

afterEach(() => {
  jest.useRealTimers()
})

const changes = (): Changes => new Changes([ROW], [new StandardTag('A', '', { handler, prefix: '' })[VERSIONED]])

async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms)
  for (let i = 0; i < 3; i++) await new Promise(setImmediate)
}

/** How often the store and the handler were asked. */
const asked = (): [number, number] => [store.asked.length, handler.asked.length]

const end = async (): Promise<void> => {
  await delivery.drain(1_000, Promise.resolve())
  delivery.stop()
}

test('identifiers go to the store, and tags to their handlers', async () => {
  expect(await delivery.deliver(changes())).toEqual({ isStored: true, handlerFailure: undefined })
  expect([store.asked, handler.asked]).toEqual([[ROW], ['A_']])
  expect(delivery.owed).toEqual([])
})

test('what neither took is owed, and tried again after a second', async () => {
  store.fails = true
  handler.mood = 'fails'
  expect(await delivery.deliver(changes())).toMatchObject({
    isStored: false,
    handlerFailure: { code: 'ALKEY_HANDLER_FAILED' },
  })
  expect(delivery.owed).toEqual([ROW, 'A_'])
  await pass(999)
  expect(asked()).toEqual([1, 1])
  await pass(1)
  expect(asked()).toEqual([2, 2])
  store.fails = false
  handler.mood = 'works'
  await pass(1_000)
  expect(asked()).toEqual([3, 3])
  expect(delivery.owed).toEqual([])
})

describe('what may still happen', () => {
  test('is delivered again when a lease has ended', async () => {
    delivery.repeat(changes())
    await pass(LEASE_MS - 1)
    expect(asked()).toEqual([0, 0])
    await pass(1)
    expect(asked()).toEqual([1, 1])
    await pass(2 * LEASE_MS)
    expect(asked()).toEqual([2, 2])
  })

  test('increments its tags at the end, which doesn’t wait for the lease', async () => {
    delivery.repeat(changes())
    await end()
    expect(asked()).toEqual([0, 1])
    await pass(LEASE_MS)
    expect(asked()).toEqual([0, 1])
  })

  test('increments them also where the last work takes longer than the deadline', async () => {
    delivery.repeat(changes())
    const drained = delivery.drain(50, new Promise(() => undefined))
    await pass(50)
    await drained
    delivery.stop()
    expect(asked()).toEqual([0, 1])
  })

  test('owes them when that fails', async () => {
    delivery.repeat(changes())
    handler.mood = 'fails'
    await end()
    expect(delivery.owed).toEqual(['A_'])
    await pass(10_000)
    expect(asked()).toEqual([0, 1])
  })

  test('is repeated as long as nothing has stopped, as when the DataSource outlives the Alkey', async () => {
    delivery.repeat(changes())
    await delivery.drain(1_000, Promise.resolve())
    await pass(LEASE_MS)
    expect(asked()).toEqual([1, 2])
  })

  test('is not repeated after the end', async () => {
    await end()
    delivery.repeat(changes())
    await pass(2 * LEASE_MS)
    expect(asked()).toEqual([0, 0])
  })
})

test('at the end, what is owed is tried once more, and no more after that', async () => {
  handler.mood = 'fails'
  await delivery.deliver(changes())
  await end()
  expect(asked()).toEqual([1, 2])
  handler.mood = 'works'
  await pass(10_000)
  expect(asked()).toEqual([1, 2])
  expect(delivery.owed).toEqual(['A_'])
})

test('of many identifiers `GLOBAL` goes first, whatever is sent after it', async () => {
  const rows = Array.from({ length: 12_000 }, (_, id) => `alkey:users#${id}`)
  await delivery.deliver(new Changes([...rows, GLOBAL]))
  expect(store.asked).toEqual([GLOBAL, ...rows])
  store.asked.length = 0
  store.fails = true
  await delivery.deliver(new Changes([ROW, GLOBAL]))
  store.fails = false
  store.asked.length = 0
  await pass(1_000)
  expect(store.asked).toEqual([GLOBAL, ROW])
  await end()
})
