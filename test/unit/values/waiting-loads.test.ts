import { Alkey, LoadFailedError, MemoryTokenStore, type RememberOptions } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { noDependency } from '../../support/harness/warnings/expected'

expectWarnings(noDependency)

// Loads that never end, and loads that wait for each other. By the clock of the test, so that nobody waits for real.

let alkey: Alkey

beforeEach(() => {
  jest.useFakeTimers()
  alkey = new Alkey({ store: new MemoryTokenStore() })
})

afterEach(async () => {
  jest.useRealTimers()
  await alkey.close()
})

/** Loads of which each ends when it is told to. */
class Loads {
  readonly #ends: ((value: unknown) => void)[] = []
  readonly begin = jest.fn(() => new Promise<unknown>((resolve) => this.#ends.push(resolve)))

  end(at: number, value: unknown): void {
    this.#ends[at]?.(value)
  }
}

/** Asks, and remembers what came. */
function ask(load: () => unknown, options: RememberOptions = {}): jest.Mock {
  const answered = jest.fn()
  void alkey.remember(['value'], load, options).then(answered, answered)
  return answered
}

const passes = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms)

describe('a load that never ends', () => {
  test('is waited for no longer than 10 s, and then the next one loads for all', async () => {
    const loads = new Loads()
    ask(loads.begin)
    await passes(1_000)
    const others = Array.from({ length: 100 }, () => ask(loads.begin))
    await passes(8_990)
    expect(loads.begin).toHaveBeenCalledTimes(1)
    await passes(20)
    expect(loads.begin).toHaveBeenCalledTimes(2)
    loads.end(1, 'second')
    await passes(0)
    for (const answered of others) expect(answered.mock.calls).toEqual([['second']])
    expect(loads.begin).toHaveBeenCalledTimes(2)
  })

  test('and a second one hold up nobody for longer than twice that', async () => {
    const loads = new Loads()
    ask(loads.begin)
    await passes(5_000)
    const others = Array.from({ length: 5 }, () => ask(loads.begin))
    // The second load began after 10 s, the third after 20 s: by one of those who waited, and others wait for it.
    await passes(15_010)
    expect(loads.begin).toHaveBeenCalledTimes(3)
    // Those who have waited for 20 s each load for themselves.
    await passes(5_000)
    expect(loads.begin).toHaveBeenCalledTimes(6)
    for (let at = 1; at < 6; at++) loads.end(at, at)
    await passes(0)
    for (const answered of others) expect(answered).toHaveBeenCalledTimes(1)
  })

  test('is waited for as long as the lease says, where there is one', async () => {
    const loads = new Loads()
    ask(loads.begin)
    const [soon, late] = [ask(loads.begin, { lock: { leaseMs: 500 } }), ask(loads.begin, { lock: { leaseMs: 60_000 } })]
    await passes(510)
    expect(loads.begin).toHaveBeenCalledTimes(2)
    await passes(20_000)
    expect(loads.begin).toHaveBeenCalledTimes(2)
    loads.end(1, 'second')
    await passes(0)
    expect(soon.mock.calls).toEqual([['second']])
    expect(late).not.toHaveBeenCalled()
    // A lease that no timer can run for.
    ask(loads.begin, { lock: { leaseMs: 2 ** 40 } })
    await passes(0)
    expect(alkey.eventCounts.hit).toBe(1)
  })

  test('gives its result to those who wait for the next one, too', async () => {
    const loads = new Loads()
    const [first, second, third] = [ask(loads.begin), ask(loads.begin), ask(loads.begin)]
    await passes(10_010)
    expect(loads.begin).toHaveBeenCalledTimes(2)
    loads.end(0, 'late')
    await passes(0)
    const answers = [first, second, third].map((answered) => answered.mock.calls.length)
    expect(answers.sort()).toEqual([0, 1, 1])
    loads.end(1, 'next')
    await passes(0)
    expect(loads.begin).toHaveBeenCalledTimes(2)
  })

  test('leaves nothing behind with those who have given up', async () => {
    const loads = new Loads()
    ask(loads.begin)
    ask(() => 'second')
    await passes(10_010)
    expect(jest.getTimerCount()).toBe(0)
  })
})

describe('loads that wait for each other', () => {
  type Name = 'a' | 'b' | 'c'

  /** Each value's load first lets all the others begin, and then asks for the next value. */
  async function inACircle(next: ReadonlyMap<Name, Name>, options: RememberOptions = {}): Promise<jest.Mock[]> {
    const valueOf = (name: Name): Promise<unknown> =>
      alkey.remember(
        [name],
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 100))
          return [name, await alkey.remember([next.get(name)], () => 'its own', options)]
        },
        options,
      )
    const all = [...next.keys()].map((name) => {
      const answered = jest.fn()
      void valueOf(name).then(answered, answered)
      return answered
    })
    await passes(200)
    return all
  }

  test.each<[string, [Name, Name][], RememberOptions]>([
    [
      'two',
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      {},
    ],
    [
      'three',
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
      ],
      {},
    ],
    [
      'two with locks',
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      { lock: true },
    ],
  ])('%s of them: the last one loads by itself', async (_, next, options) => {
    const all = await inACircle(new Map(next), options)
    const last = next.at(-1)?.[0]
    expect(all.at(-1)?.mock.calls).toEqual([[[last, 'its own']]])
    for (const answered of all) expect(JSON.stringify(answered.mock.calls)).toContain('its own')
  })

  test('also where one waits by way of a load within', async () => {
    const outer = jest.fn()
    const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100))
    const a = alkey.remember(['a'], () =>
      alkey.remember(['within'], async () => {
        await later()
        return alkey.remember(['b'], () => 'b of its own')
      }),
    )
    const b = alkey.remember(['b'], async () => {
      await later()
      return alkey.remember(['a'], () => 'a of its own')
    })
    void Promise.all([a, b]).then(outer)
    await passes(200)
    expect(outer.mock.calls).toEqual([[['b of its own', 'b of its own']]])
  })

  test('where none would ever end, both are told so', async () => {
    const answered = jest.fn()
    const a = (): Promise<unknown> => alkey.remember(['a'], b)
    const b = async (): Promise<unknown> => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      return alkey.remember(['b'], a)
    }
    void Promise.all([a(), alkey.remember(['b'], a)]).catch(answered)
    await passes(1_000)
    expect(answered).toHaveBeenCalledTimes(1)
    expect(answered.mock.calls[0]).toEqual([expect.any(LoadFailedError)])
  })

  test('those who only wait for the same are no circle', async () => {
    const shared = jest.fn(() => new Promise((resolve) => setTimeout(resolve, 1_000, 'shared')))
    const outer = (name: string): Promise<unknown> =>
      alkey.remember([name], () => Promise.all([1, 2].map(() => alkey.remember(['shared'], shared))))
    const answered = jest.fn()
    void Promise.all([outer('a'), outer('b')]).then(answered)
    await passes(2_000)
    expect(answered).toHaveBeenCalledTimes(1)
    expect(shared).toHaveBeenCalledTimes(1)
  })
})
