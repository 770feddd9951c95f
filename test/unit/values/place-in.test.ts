import { placeIn } from '../../../src/values/place-in'

const wanted = Symbol('wanted')
const circular: Record<string, unknown> = { a: 1 }
circular['self'] = circular

test.each<[string | undefined, unknown]>([
  ['a', { a: wanted }],
  ['lines[1].price', { lines: [1, { price: wanted }] }],
  ['[0]', [wanted]],
  ['users[…].name', { users: { 'ann@example.org': { name: wanted } } }],
  ['map[…]', { map: new Map([['a', wanted]]) }],
  ['[…].b', new Set([{ b: wanted }])],
  ['b', { circular, b: wanted }],
  [undefined, wanted],
  [undefined, circular],
  [
    undefined,
    {
      get a() {
        return wanted
      },
    },
  ],
  [undefined, new Proxy({ a: wanted }, {})],
])('%s is where it stands', (path, value) => {
  expect(placeIn(value, wanted)).toBe(path)
})

test('a long way is shown by its end', () => {
  let value: unknown = { last: wanted }
  for (let i = 0; i < 1_000; i++) value = { next: value }
  expect(placeIn(value, wanted)).toMatch(/^….{100}$/)
})
