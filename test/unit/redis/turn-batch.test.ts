import { setImmediate as nextTurn } from 'node:timers/promises'
import { TurnBatch } from '../../../src/redis/turn-batch'

let sent: number[][]
let answer: () => void
let batch: TurnBatch<number>

beforeEach(() => {
  sent = []
  batch = new TurnBatch(async (requests) => {
    sent.push([...requests])
    await new Promise<void>((resolve) => (answer = resolve))
  })
})

const afterPromises = (): Promise<void> =>
  new Promise((resolve) => {
    process.nextTick(resolve)
  })

test('what is asked for at once, and by what was promised meanwhile, is sent together before the turn is over', async () => {
  batch.add(1)
  void Promise.resolve().then(() =>
    Promise.resolve().then(() => {
      batch.add(2)
    }),
  )
  batch.add(3)
  await afterPromises()
  expect(sent).toEqual([[1, 3, 2]])
})

test('while something is on its way, the next is gathered until the end of the turn, and joins nothing that was sent', async () => {
  batch.add(1)
  await afterPromises()
  batch.add(2)
  await afterPromises()
  batch.add(3)
  expect(sent).toEqual([[1]])
  await nextTurn()
  expect(sent).toEqual([[1], [2, 3]])
})

test('who asks after the answer does not wait for the end of a turn', async () => {
  batch.add(1)
  await afterPromises()
  answer()
  await afterPromises()
  batch.add(2)
  await afterPromises()
  expect(sent).toEqual([[1], [2]])
})
