import { literal, ref } from '../../../src'
import { PartNames } from '../../../src/keys/part-names'

class User {}
class Order {}

const names = new PartNames()

test('different parts have different names', () => {
  const lists = [
    ...[[], [''], ['', ''], ['a'], ['a', 'b'], ['ab'], ['a1:b'], ['alkey:users#1'], ['1'], ['s1:a']],
    ...[[1], [-0], [0], [NaN], [1n], [true], [false], [null], [undefined], ['true'], ['null'], ['#1;']],
    ...[
      [User],
      [Order],
      [User, Order],
      [ref('users', 1)],
      [ref('users', '1')],
      [ref('users', 1n)],
      [ref('users1', '')],
    ],
    ...[[ref(User, 1)], [ref(Order, 1)], ['users', 1], [User, 1], [ref('#1;', 1)], [1, 1], [11]],
  ]
  expect(new Set(lists.map((parts) => names.ofAll(parts))).size).toBe(lists.length)
})

test('equal parts have the same name', () => {
  const make = () => names.ofAll(['page', 7, User, ref(User, 1), ref('users', '1')])
  expect(make()).toBeDefined()
  expect(make()).toBe(make())
})

test('what can change has no name, and neither has long text', () => {
  const parts = [{}, [], new Date(0), literal('a'), new User(), 'x'.repeat(1_000), ref('users', { a: 1 }), Symbol('a')]
  for (const part of parts) expect(names.ofAll(['page', part])).toBeUndefined()
})
