import { TagDelivery } from '../../../src/changes/tag-delivery'
import { EventHub } from '../../../src/events'
import { MemoryHandler, StandardTag } from '../../../src/fragmented-keys'
import { MoodyHandler } from '../../support/fragmented-keys/moody-handler'
import { VERSIONED, type Versioned } from '../../../src/tokens/versioned-part'

const DEADLINE_MS = 100

let errors: unknown[]
let delivery: TagDelivery
let handler: MoodyHandler

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] })
  const events = new EventHub()
  errors = []
  events.on('error', ({ error }) => errors.push(error))
  delivery = new TagDelivery(DEADLINE_MS, events)
  handler = new MoodyHandler()
})

afterEach(() => {
  jest.useRealTimers()
})

const tag = (name = 'A', of: MemoryHandler = handler): StandardTag =>
  new StandardTag(name, '', { handler: of, prefix: '' })
const versioned = (name = 'A', of: MemoryHandler = handler): Versioned => tag(name, of)[VERSIONED]
const turn = (): Promise<void> => new Promise(setImmediate)

/** Time passes, and what has waited for it is done. */
async function pass(ms: number): Promise<void> {
  await turn()
  await jest.advanceTimersByTimeAsync(ms)
  for (let i = 0; i < 3; i++) await turn()
}

/** Owes the tag, since the handler is in a bad mood. */
async function owe(name = 'A'): Promise<void> {
  const incremented = delivery.increment([versioned(name)])
  await pass(DEADLINE_MS)
  expect(await incremented).toMatchObject({ code: 'ALKEY_HANDLER_FAILED' })
}

async function isRead(name = 'A'): Promise<boolean> {
  const reading = delivery.read([tag(name)])
  await pass(DEADLINE_MS)
  return 'versions' in (await reading)
}

describe('a handler that gives no answer', () => {
  beforeEach(() => {
    handler.mood = 'hangs'
  })

  test('is asked once, however many keys are made and however often it is tried again', async () => {
    await owe()
    expect(await Promise.all(Array.from({ length: 50 }, () => isRead()))).toEqual(Array(50).fill(false))
    await pass(10_000)
    expect(handler.asked).toEqual(['A_'])
    expect(errors).toHaveLength(1)
  })

  test('has delivered what is owed when it answers late', async () => {
    await owe()
    handler.hanging[0]?.()
    await turn()
    expect(delivery.owed).toEqual([])
    expect(await isRead()).toBe(true)
    expect(handler.asked).toEqual(['A_'])
  })

  test('has not delivered what was invalidated since', async () => {
    await owe()
    await owe()
    handler.hanging[0]?.()
    await turn()
    expect([delivery.owed, handler.asked]).toEqual([['A_'], ['A_', 'A_']])
    expect(await isRead()).toBe(false)
    handler.hanging[1]?.()
    await turn()
    expect(delivery.owed).toEqual([])
  })

  test('is named, and so is what it was asked for', async () => {
    const failed = delivery.increment([versioned()])
    await pass(DEADLINE_MS)
    expect(await failed).toMatchObject({
      code: 'ALKEY_HANDLER_FAILED',
      message: "The cache handler 'MoodyHandler' gave no answer within 100 ms, for incrementing 'A_'.",
    })
    handler.getMulti = () => new Promise(() => undefined)
    const reading = delivery.read([tag('B'), tag('C', new MemoryHandler())])
    await pass(DEADLINE_MS)
    expect(await reading).toMatchObject({
      unavailable: 'handler-failed',
      cause: { message: "The cache handler 'MoodyHandler' gave no answer within 100 ms, for reading versions." },
    })
  })
})

test('a tag is incremented once in a call, however many objects stand for it', async () => {
  await delivery.increment([versioned(), versioned(), versioned('B'), versioned()])
  expect(handler.asked).toEqual(['A_', 'B_'])
})

test('who invalidates a tag while it is incremented waits for an increment that begins later', async () => {
  handler.mood = 'hangs'
  const all = [delivery.increment([versioned()])]
  await turn()
  all.push(delivery.increment([versioned()]), delivery.increment([versioned()]))
  handler.mood = 'works'
  handler.hanging[0]?.()
  expect(await Promise.all(all)).toEqual([undefined, undefined, undefined])
  expect(handler.asked).toEqual(['A_', 'A_'])
})

test('a tag that can not be incremented holds up no key without it', async () => {
  await handler.set('A_', 'inf')
  await owe()
  expect([await isRead('A'), await isRead('B')]).toEqual([false, true])
  expect(delivery.owed).toEqual(['A_'])
})

test('what is owed is tried again each second, however often another handler fails meanwhile', async () => {
  handler.mood = 'fails'
  const other = new MoodyHandler()
  other.mood = 'fails'
  await owe()
  await delivery.increment([versioned('B', other)])
  other.mood = 'works'
  for (let ms = 0; ms < 1_000; ms += 300) {
    expect(await isRead()).toBe(false)
    await pass(300 - DEADLINE_MS)
  }
  expect(other.asked).toEqual(['B_', 'B_'])
  expect(delivery.owed).toEqual(['A_'])
  handler.mood = 'works'
  await pass(1_000)
  expect(delivery.owed).toEqual([])
})
