import { NearTokens } from '../../../src/tokens/near-tokens'
import type { TokenReading } from '../../../src'

const one = ['alkey:users#1']

const isTold = (identifier: string): boolean => !identifier.startsWith('silent')

/** Reads what is given, at the end of what `meanwhile` does. */
function read(near: NearTokens, identifiers: readonly string[], reading: TokenReading, meanwhile?: () => void) {
  const answer = async (): Promise<TokenReading> => {
    await Promise.resolve()
    meanwhile?.()
    return reading
  }
  return near.readThrough(identifiers, answer, () => true)
}

const reading = (token: string | undefined, generation = 'G1'): TokenReading => ({ generation, tokens: [token] })

let near: NearTokens

beforeEach(() => {
  near = new NearTokens(100, isTold)
  near.begin()
})

test('nothing is kept before changes are told, nor after', async () => {
  const silent = new NearTokens(100, isTold)
  await read(silent, one, reading('T1'), () => {
    silent.begin()
  })
  expect(silent.find(one)).toBeUndefined()
  await read(near, one, reading('T1'))
  near.end()
  expect(near.find(one)).toBeUndefined()
  await read(near, one, reading('T1'))
  expect(near.find(one)).toBeUndefined()
})

test.each<[string, () => void]>([
  [
    'it has changed',
    () => {
      near.forget(one)
    },
  ],
  [
    'everything has',
    () => {
      near.clear()
    },
  ],
  [
    'another connection tells',
    () => {
      near.end()
      near.begin()
    },
  ],
  // Beyond the bound it is not remembered what has.
  [
    'very much has',
    () => {
      near.forget(Array.from({ length: 101 }, (_, id) => `alkey:orders#${id}`))
    },
  ],
])('an answer is not kept when meanwhile %s', async (_, change) => {
  await read(near, one, reading('T1'), change)
  expect(near.find(one)).toBeUndefined()
  await read(near, one, reading('T2'))
  expect(near.find(one)?.tokens).toEqual(['T2'])
})

test('what else has changed meanwhile makes no difference', async () => {
  await read(near, one, reading('T1'), () => {
    near.forget(['alkey:users#2'])
  })
  expect(near.find(one)).toEqual({ generation: 'G1', tokens: ['T1'], isNear: true })
})

test('of two different answers none is kept', async () => {
  await read(near, one, reading('T1'))
  await read(near, one, reading('T2'))
  expect(near.find(one)).toBeUndefined()
  await read(near, one, reading('T2'))
  await read(near, one, reading('T2', 'G2'))
  expect(near.find(one)).toBeUndefined()
})

test('a mark is not kept, nor what nobody would tell of', async () => {
  await read(near, one, reading(undefined))
  expect(near.find(one)).toBeUndefined()
  const silent = ['silent#1']
  await read(near, silent, reading('T1'))
  expect(near.find(silent)).toBeUndefined()
})

test('an answer of another server is not kept', async () => {
  await near.readThrough(
    one,
    () => Promise.resolve(reading('T1')),
    ({ generation }) => generation !== 'G1',
  )
  expect(near.find(one)).toBeUndefined()
})

test('a read that fails leaves nothing behind', async () => {
  const failing = (): Promise<never> => Promise.reject(new Error('away'))
  await expect(near.readThrough(one, failing, () => true)).rejects.toThrow('away')
  await read(near, one, reading('T1'))
  expect(near.find(one)?.tokens).toEqual(['T1'])
})
