import { Alkey, type AlkeyEvents, MemoryTokenStore, MemoryValueStore, type RememberOptions, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(unattached)

// Old values, for those who ask for them.

let alkey: Alkey
let stale: AlkeyEvents['stale'][]
const user = ref('users', 1)

beforeEach(() => {
  alkey = new Alkey({ store: new MemoryTokenStore(), values: new MemoryValueStore() })
  stale = []
  alkey.on('stale', (event) => stale.push(event))
})

afterEach(async () => {
  await alkey.close()
})

const load = jest.fn<Promise<number>, []>()
let calls = 0
beforeEach(() => {
  calls = 0
  load.mockReset()
  load.mockImplementation(() => Promise.resolve(++calls))
})

/** For whoever looks at the clock. */
function passTime(ms: number): void {
  const now = Date.now()
  jest.spyOn(Date, 'now').mockReturnValue(now + ms)
}

afterEach(() => jest.restoreAllMocks())

const remember = (options: RememberOptions): Promise<number> => alkey.remember([user], load, options)

describe('staleWhileRevalidate', () => {
  const options: RememberOptions = { staleWhileRevalidate: '1m' }

  test('gives the value from before a change once, and loads a new one meanwhile', async () => {
    expect(await remember(options)).toBe(1)
    await alkey.invalidate(user)
    expect(await remember(options)).toBe(1)
    expect(stale).toEqual([
      { key: expect.any(String) as unknown, ageMs: expect.any(Number) as unknown, error: undefined },
    ])
    await eventually(async () => {
      expect(await remember(options)).toBe(2)
    })
  })

  test('has all who come meanwhile wait for one load', async () => {
    await remember(options)
    await alkey.invalidate(user)
    let finish = (): void => undefined
    load.mockImplementation(
      () =>
        new Promise<number>(
          (resolve) =>
            (finish = () => {
              resolve(2)
            }),
        ),
    )
    expect(await Promise.all(Array.from({ length: 20 }, () => remember(options)))).toEqual(Array(20).fill(1))
    await eventually(() => load.mock.calls.length === 2)
    finish()
    await eventually(async () => {
      expect(await remember(options)).toBe(2)
    })
    expect(load).toHaveBeenCalledTimes(2)
  })

  test('gives no value that was loaded longer ago', async () => {
    await remember(options)
    await alkey.invalidate(user)
    passTime(60_001)
    expect(await remember(options)).toBe(2)
    expect(stale).toEqual([])
  })

  test('gives none after a flush, and none to those who did not ask', async () => {
    await remember(options)
    await alkey.invalidate(user)
    expect(await remember({})).toBe(2)
    await alkey.flush()
    expect(await remember(options)).toBe(3)
    expect(stale).toEqual([])
  })

  test('tells of a load that fails meanwhile', async () => {
    const errors: AlkeyEvents['error'][] = []
    alkey.on('error', (event) => errors.push(event))
    await remember(options)
    await alkey.invalidate(user)
    load.mockRejectedValue(new Error('on purpose'))
    expect(await remember(options)).toBe(1)
    await eventually(() => {
      expect(errors[0]?.error).toMatchObject({
        code: 'ALKEY_LOAD_FAILED',
        message: expect.stringContaining('on purpose') as unknown,
      })
    })
  })

  test('keeps what is made of an old value from being stored', async () => {
    const reasons: string[] = []
    alkey.on('notStored', ({ reason }) => reasons.push(reason))
    await remember(options)
    await alkey.invalidate(user)
    expect(await alkey.remember(['page'], () => remember(options))).toBe(1)
    expect(reasons).toEqual(['uncacheable'])
  })

  test('gives none that was made of values of another schema', async () => {
    const [store, values] = [new MemoryTokenStore(), new MemoryValueStore()]
    const page = (schemaVersion: string): Promise<string> => {
      const deployed = new Alkey({ store, values, schemaVersion })
      return deployed.remember(['page'], () => deployed.remember([user], () => schemaVersion), options)
    }
    expect(await page('1')).toBe('1')
    expect(await page('1')).toBe('1')
    expect(await page('2')).toBe('2')
  })
})

describe('staleIfError', () => {
  const options: RememberOptions = { staleIfError: '1m' }

  test('gives the value from before a change in place of an error', async () => {
    expect(await remember(options)).toBe(1)
    await alkey.invalidate(user)
    const error = new Error('on purpose')
    load.mockRejectedValueOnce(error)
    expect(await remember(options)).toBe(1)
    expect(stale).toEqual([expect.objectContaining({ error })])
    expect(await remember(options)).toBe(2)
  })

  test('throws where there is none, or it was loaded longer ago', async () => {
    load.mockRejectedValueOnce(new Error('on purpose'))
    await expect(remember(options)).rejects.toThrow('on purpose')
    await remember(options)
    await alkey.invalidate(user)
    passTime(60_001)
    load.mockRejectedValueOnce(new Error('on purpose'))
    await expect(remember(options)).rejects.toThrow('on purpose')
  })
})
