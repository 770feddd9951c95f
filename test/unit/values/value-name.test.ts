import { literal, ref } from '../../../src'
import { valueName } from '../../../src/values/value-name'

class User {}

test.each<[string, readonly unknown[]]>([
  ['page', [ref(User, 1), 'page', 'b']],
  ["ref(User, 1), 'alkey:a#1', 5", [ref(User, 1), 'alkey:a#1', 5]],
  ["User, literal('x')", [User, literal('x')]],
  ['without parts', []],
])('%s is the name', (name, parts) => {
  expect(valueName(parts)).toBe(name)
})
