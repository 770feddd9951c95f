import { InvalidOptionError, MemoryTokenStore } from '../../../src'

const tokenOf = async (store: MemoryTokenStore, identifier: string): Promise<string | undefined> =>
  (await store.read([identifier])).tokens[0]

describe('a MemoryTokenStore with room for two', () => {
  test('keeps two tokens', async () => {
    const store = new MemoryTokenStore({ maxTokens: 2 })
    const tokens = [await tokenOf(store, 'a'), await tokenOf(store, 'b')]
    expect([await tokenOf(store, 'a'), await tokenOf(store, 'b')]).toEqual(tokens)
  })

  test('gives up the oldest for a third, which is new when asked for again', async () => {
    const store = new MemoryTokenStore({ maxTokens: 2 })
    const [a, b, c] = [await tokenOf(store, 'a'), await tokenOf(store, 'b'), await tokenOf(store, 'c')]
    expect([await tokenOf(store, 'b'), await tokenOf(store, 'c')]).toEqual([b, c])
    expect([a, b, c]).not.toContain(await tokenOf(store, 'a'))
  })

  test('has room again for what was bumped', async () => {
    const store = new MemoryTokenStore({ maxTokens: 2 })
    const [a, b] = [await tokenOf(store, 'a'), await tokenOf(store, 'b')]
    await store.bump(['b'])
    await tokenOf(store, 'c')
    expect(await tokenOf(store, 'a')).toBe(a)
    expect(await tokenOf(store, 'b')).not.toBe(b)
  })

  test('answers also when asked for more at once', async () => {
    const { tokens } = await new MemoryTokenStore({ maxTokens: 2 }).read(['a', 'b', 'c', 'd'])
    expect(new Set(tokens).size).toBe(4)
  })

  test.each([[0], [-1], [1.5], [NaN], [Infinity], ['many']])('is refused with room for %p', (maxTokens) => {
    const make = () => new MemoryTokenStore({ maxTokens: maxTokens as number })
    expect(make).toThrow(InvalidOptionError)
    expect(make).toThrow(/maxTokens must be a positive whole number, not/)
  })
})

test('two stores share neither a token nor a generation', async () => {
  const [one, other] = [await new MemoryTokenStore().read(['a']), await new MemoryTokenStore().read(['a'])]
  expect(one.tokens).not.toEqual(other.tokens)
  expect(one.generation).not.toBe(other.generation)
})
