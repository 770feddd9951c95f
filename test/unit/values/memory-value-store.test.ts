import { InvalidOptionError, MemoryValueStore } from '../../../src'

test('what was not read for longest goes first when there is no more room', () => {
  const store = new MemoryValueStore({ maxBytes: 300 })
  const value = 'x'.repeat(45)
  for (const key of ['a', 'b', 'c']) store.set(key, value, 60_000)
  store.get('a')
  store.set('d', value, 60_000)
  expect(['a', 'b', 'c', 'd'].filter((key) => store.get(key) !== undefined)).toEqual(['a', 'c', 'd'])
})

test('a value larger than all the room is not kept', () => {
  const store = new MemoryValueStore({ maxBytes: 100 })
  store.set('a', 'x'.repeat(100), 60_000)
  expect(store.get('a')).toBeUndefined()
})

test.each([0, -1, 1.5, NaN, '1'])('maxBytes %p is refused', (maxBytes) => {
  expect(() => new MemoryValueStore({ maxBytes: maxBytes as number })).toThrow(InvalidOptionError)
})
