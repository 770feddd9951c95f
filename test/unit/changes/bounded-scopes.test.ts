import { MAX_VALUES_OF_SCOPE, boundedScopes } from '../../../src/changes/bounded-scopes'

const values = (count: number, scope = 'city'): string[] =>
  Array.from({ length: count }, (_, i) => `alkey:users#?${scope}=${i}`)
const rest = ['alkey:users#1', 'alkey:users#*', 'alkey:users#?zip', 'alkey:@city#1', 'alkey:*#*']

test('as many values of a scope as are allowed stay as they are', () => {
  const all = new Set([...rest, ...values(MAX_VALUES_OF_SCOPE), ...values(MAX_VALUES_OF_SCOPE, 'zip')])
  expect(boundedScopes(all)).toBe(all)
})

test('more are the scope in bulk, and nothing else becomes another', () => {
  const others = [...rest, ...values(10, 'zip'), ...values(10, 'city,zip')]
  const rows = Array.from({ length: MAX_VALUES_OF_SCOPE + 1 }, (_, i) => `alkey:users#${i}`)
  const bounded = boundedScopes(new Set([...others, ...rows, ...values(MAX_VALUES_OF_SCOPE + 1)]))
  expect(bounded).toEqual(new Set([...others, ...rows, 'alkey:users#?city']))
})
