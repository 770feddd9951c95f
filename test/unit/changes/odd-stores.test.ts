import { Alkey, MemoryTokenStore, type TokenReading, ref } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { heard } from '../../support/watching/heard-events'

expectWarnings(unattached)

// Stores of somebody else's may answer anything: nothing is cached then, and nothing fails.

const good = new MemoryTokenStore()
let answer: (identifiers: readonly string[]) => unknown

class OddStore extends MemoryTokenStore {
  override read(identifiers: readonly string[]): Promise<TokenReading> {
    return answer(identifiers) as Promise<TokenReading>
  }
}

const odd: Record<string, () => unknown> = {
  throws: () => {
    throw new Error('odd')
  },
  rejects: () => Promise.reject(new Error('odd')),
  'answers nothing': () => Promise.resolve(undefined),
  'answers no tokens': () => Promise.resolve({ generation: 'g' }),
  'answers too few tokens': () => Promise.resolve({ generation: 'g', tokens: ['T1'] }),
  'answers no generation': (): unknown => Promise.resolve({ tokens: ['T1', 'T2'] }),
  'answers what is no token': () => Promise.resolve({ generation: 'g', tokens: ['T1', null] }),
  'answers what can not be read': () =>
    Promise.resolve(
      Object.defineProperty({ generation: 'g' }, 'tokens', {
        get() {
          throw new Error('odd')
        },
      }),
    ),
}

test.each(Object.entries(odd))('a store that %s makes keys uncacheable, and loads go on', async (_, oddAnswer) => {
  const alkey = new Alkey({ store: new OddStore() })
  const uncacheable = heard(alkey, 'uncacheable')
  const parts = [ref('users', 1), 'page']
  let loads = 0
  const inner = (): Promise<number> => alkey.remember([ref('users', 2), 'inner'], () => ++loads)
  const outer = (): Promise<number> => alkey.remember(parts, inner)
  answer = (identifiers) => good.read(identifiers)
  expect([await outer(), await outer()]).toEqual([1, 1])
  answer = oddAnswer
  expect(alkey.isCacheable(await alkey.keyGenerator(...parts))).toBe(false)
  expect([await outer(), await outer()]).toEqual([2, 3])
  expect(new Set(uncacheable.map(({ reason }) => reason))).toEqual(new Set(['unavailable']))
  answer = (identifiers) => good.read(identifiers)
  expect(await outer()).toBe(1)
  await alkey.close()
})
