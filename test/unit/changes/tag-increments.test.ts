import { TagIncrements } from '../../../src/changes/tag-increments'

let handler: { succeed: () => void; fail: () => void }[]
let delivered: number
let increments: TagIncrements

beforeEach(() => {
  handler = []
  delivered = 0
  const tag = {
    kind: 'standard',
    name: 'City_chicago',
    source: { groupName: () => 'Handler', read: () => Promise.resolve([]) },
    increment: () =>
      new Promise<void>((succeed, reject) => {
        const fail = (): void => {
          reject(new Error('out of order'))
        }
        handler.push({ succeed, fail })
      }),
  } as const
  increments = new TagIncrements(tag, () => delivered++)
})

const turn = (): Promise<void> => new Promise(setImmediate)

test('one is asked for at a time, and a second one for all who come meanwhile', async () => {
  const first = increments.begin()
  await turn()
  const others = [increments.begin(), increments.begin()]
  await turn()
  expect(handler).toHaveLength(1)
  handler[0]?.succeed()
  await first
  await turn()
  expect(handler).toHaveLength(2)
  handler[1]?.succeed()
  await Promise.all(others)
  expect(handler).toHaveLength(2)
})

test('the second one comes, though the first has failed', async () => {
  const first = increments.begin()
  await turn()
  const second = increments.begin()
  handler[0]?.fail()
  await expect(first).rejects.toThrow('out of order')
  await turn()
  handler[1]?.succeed()
  await second
})

test('all is delivered when one has succeeded and none waits behind it', async () => {
  const first = increments.begin()
  await turn()
  const second = increments.begin()
  handler[0]?.succeed()
  await first
  expect(delivered).toBe(0)
  await turn()
  handler[1]?.fail()
  await expect(second).rejects.toThrow()
  expect(delivered).toBe(0)
  const third = increments.begin()
  await turn()
  handler[2]?.succeed()
  await third
  expect(delivered).toBe(1)
})

test('who only wants what was asked for before has the last of those, and a new one when there is none', async () => {
  void increments.begin()
  await turn()
  const second = increments.begin()
  expect(increments.last()).toBe(second)
  handler[0]?.succeed()
  await turn()
  const underway = increments.last()
  handler[1]?.succeed()
  await Promise.all([second, underway])
  expect(handler).toHaveLength(2)
  const third = increments.last()
  await turn()
  expect(handler).toHaveLength(3)
  handler[2]?.succeed()
  await third
})

test('a tag that throws, instead of giving a promise, fails like any other', async () => {
  const tag = {
    ...increments.tag,
    increment: (): never => {
      throw new Error('thrown')
    },
  }
  const throwing = new TagIncrements(tag, () => delivered++)
  await expect(throwing.begin()).rejects.toThrow('thrown')
  await expect(throwing.last()).rejects.toThrow('thrown')
  expect(delivered).toBe(0)
})
