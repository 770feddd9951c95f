import { Alkey, MemoryTokenStore, ref } from '../../../src'
import { Pace } from '../../../src/values/pace'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { noDependency, unattached } from '../../support/harness/warnings/expected'

expectWarnings(noDependency, unattached)

/** Counts the turns of the event loop until it is stopped. */
class Turns {
  count = 0
  #isRunning = true

  constructor() {
    const turn = (): void => {
      this.count++
      if (this.#isRunning) setImmediate(turn)
    }
    setImmediate(turn)
  }

  stop(): void {
    this.#isRunning = false
  }
}

describe('a pace', () => {
  test('lets as many begin in a turn as its share says, and the others in their order', async () => {
    const [pace, turns] = [new Pace(10), new Turns()]
    const begun = await Promise.all(
      Array.from({ length: 35 }, async (_, at) => {
        await pace.step(1)
        return [turns.count, at]
      }),
    )
    turns.stop()
    const order = [...begun].sort(([a = 0], [b = 0]) => a - b)
    expect(order).toEqual(begun)
    expect(new Set(begun.map(([turn]) => turn)).size).toBe(4)
  })

  test('gives what costs more than a share a turn of its own', async () => {
    const [pace, turns] = [new Pace(10), new Turns()]
    const begun = await Promise.all(
      [25, 25, 25].map(async (cost) => {
        await pace.step(cost)
        return turns.count
      }),
    )
    turns.stop()
    expect(new Set(begun).size).toBe(3)
  })

  test('does not wait by fake timers', async () => {
    jest.useFakeTimers()
    try {
      const pace = new Pace(1)
      await Promise.all([pace.step(1), pace.step(1), pace.step(1)])
    } finally {
      jest.useRealTimers()
    }
  })
})

describe('5,000 callers of one value', () => {
  const CALLERS = 5_000
  let alkey: Alkey

  beforeEach(() => {
    alkey = new Alkey({ store: new MemoryTokenStore() })
  })

  afterEach(() => alkey.close())

  test('that nobody has are one load, and are served over many turns', async () => {
    const value = Array.from({ length: 50 }, (_, id) => ({ id }))
    const load = jest.fn(async () => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      return value
    })
    const turns = new Turns()
    const served: number[] = []
    const values = await Promise.all(
      Array.from({ length: CALLERS }, async () => {
        const got = await alkey.remember([ref('users', 1), 'list'], load)
        served.push(turns.count)
        return got
      }),
    )
    turns.stop()
    expect(load).toHaveBeenCalledTimes(1)
    expect(new Set(values).size).toBe(CALLERS)
    expect(values.at(-1)).toEqual(value)
    expect(new Set(served).size).toBeGreaterThanOrEqual(CALLERS / 100)
  })

  test('that is found look it up together, and are served over many turns', async () => {
    const get = jest.fn((): Promise<unknown> => Promise.resolve(stored))
    let stored: string | undefined
    const values = { get, set: (_: string, text: string) => void (stored = text) }
    const parts = [ref('users', 1), 'list']
    await alkey.remember(parts, () => 'list', { values })
    get.mockClear()
    const turns = new Turns()
    const served: number[] = []
    const load = jest.fn(() => 'another list')
    await Promise.all(
      Array.from({ length: CALLERS }, async () => {
        expect(await alkey.remember(parts, load, { values })).toBe('list')
        served.push(turns.count)
      }),
    )
    turns.stop()
    expect(load).not.toHaveBeenCalled()
    expect(get.mock.calls.length).toBeLessThanOrEqual(CALLERS / 50)
    expect(new Set(served).size).toBeGreaterThanOrEqual(CALLERS / 100)
  })

  test('one of whom looked into the store just before the value was there do not load it again', async () => {
    let answer: (nothing: undefined) => void = () => undefined
    const isAsked = jest.fn()
    const values = {
      get: () => new Promise((resolve) => (isAsked(), (answer = resolve))),
      set: (): void => {
        const late = answer
        // In the same turn, but after the load has ended.
        void (async () => {
          for (let i = 0; i < 100; i++) await Promise.resolve()
          late(undefined)
        })()
      },
    }
    const asks = async (times: number): Promise<void> => {
      while (isAsked.mock.calls.length < times) await new Promise((resolve) => setImmediate(resolve))
    }
    let end: () => void = () => undefined
    const load = jest.fn(
      () =>
        new Promise(
          (resolve) =>
            (end = () => {
              resolve('value')
            }),
        ),
    )
    const first = alkey.remember(['value'], load, { values })
    await asks(1)
    answer(undefined)
    while (load.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const second = alkey.remember(['value'], load, { values })
    await asks(2)
    end()
    await first
    expect(await second).toBe('value')
    expect(load).toHaveBeenCalledTimes(1)
  })

  test('have the parts as they were when they asked', async () => {
    const part = { page: 0 }
    const keys = new Set<string>()
    alkey.on('miss', ({ key }) => keys.add(key))
    const all = Array.from({ length: 300 }, (_, page) => {
      part.page = page
      return alkey.remember([part], () => page)
    })
    expect(await Promise.all(all)).toEqual(Array.from({ length: 300 }, (_, page) => page))
    expect(keys.size).toBe(300)
  })
})
