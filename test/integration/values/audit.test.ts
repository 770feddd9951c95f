import { Alkey, type AlkeyEvents, MemoryTokenStore, MemoryValueStore, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { noDependency, unattached } from '../../support/harness/warnings/expected'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(noDependency, unattached)

// The library measures itself: what it has stored against what is loaded now.

let alkey: Alkey
let mismatches: AlkeyEvents['mismatch'][]
const user = ref('users', 1)
let inDatabase: { name: string; at?: Date }

beforeEach(() => {
  alkey = new Alkey({ store: new MemoryTokenStore(), values: new MemoryValueStore() })
  mismatches = []
  alkey.on('mismatch', (event) => mismatches.push(event))
  inDatabase = { name: 'Ann', at: new Date(0) }
})

afterEach(async () => {
  await alkey.close()
})

const load = jest.fn(() => Promise.resolve(inDatabase))
beforeEach(() => load.mockClear())
const remember = (sampleRate: number): Promise<unknown> => alkey.remember([user], load, { audit: { sampleRate } })

test('a value that has changed without anybody saying so is told of', async () => {
  await remember(1)
  inDatabase = { name: 'Anna' }
  expect(await remember(1)).toEqual({ name: 'Ann', at: new Date(0) })
  await eventually(() => {
    expect(mismatches).toEqual([
      {
        key: expect.any(String) as unknown,
        ageMs: expect.any(Number) as unknown,
        stored: { name: 'Ann', at: new Date(0) },
        loaded: { name: 'Anna' },
      },
    ])
  })
})

test('a change that is told of in time is none', async () => {
  await remember(1)
  inDatabase = { name: 'Anna' }
  await remember(1)
  await eventually(() => load.mock.calls.length === 2)
  // As a commit that was visible before its bump.
  await alkey.invalidate(user)
  const seen = alkey.eventCounts.mismatch
  const quick = new Alkey({ store: new MemoryTokenStore(), values: new MemoryValueStore() })
  const told = new Promise((resolve) => quick.on('mismatch', resolve))
  await quick.remember(['a'], () => inDatabase, { audit: { sampleRate: 1 } })
  await quick.remember(['a'], () => ({ name: 'Anne' }), { audit: { sampleRate: 1 } })
  // This one began later.
  await told
  expect(alkey.eventCounts.mismatch).toBe(seen)
  await quick.close()
})

test('equal values are none, and loads are made for hits alone', async () => {
  await remember(1)
  expect(load).toHaveBeenCalledTimes(1)
  await remember(1)
  await eventually(() => load.mock.calls.length === 2)
  await remember(0)
  expect(load).toHaveBeenCalledTimes(2)
  expect(mismatches).toEqual([])
})

test('a load that fails then is none', async () => {
  await remember(1)
  load.mockRejectedValueOnce(new Error('on purpose'))
  await remember(1)
  await eventually(() => load.mock.calls.length === 2)
  expect(await remember(0)).toEqual(inDatabase)
  expect(mismatches).toEqual([])
})
