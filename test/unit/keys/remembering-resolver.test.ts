import { ref, scope } from '../../../src'
import { Ref } from '../../../src/identifiers/ref'
import type { Dependency, DependencyResolver } from '../../../src/keys/dependency'
import { RememberingResolver } from '../../../src/keys/remembering-resolver'
import { UnattachedResolver } from '../../../src/keys/unattached-resolver'

class User {}
const ofUser: readonly Dependency[] = [{ kind: 'table', identifier: 'alkey:users#*', shape: '' }]

let asked: unknown[]
let catalog: object
let resolver: RememberingResolver

beforeEach(() => {
  asked = []
  catalog = {}
  const inner = new UnattachedResolver()
  const counting: DependencyResolver = {
    schema: '',
    get catalog() {
      return catalog
    },
    ofInstance: () => undefined,
    ofTarget: (target) => {
      asked.push(target)
      return target === User ? ofUser : undefined
    },
    ofRef: (one) => {
      asked.push(one.id)
      return inner.ofRef(one)
    },
    ofScope: (part) => {
      asked.push(part.values)
      return inner.ofScope(part)
    },
    ofTag: (tag) => inner.ofTag(tag),
    ofIdentifier: (text) => {
      asked.push(text)
      return inner.ofIdentifier(text)
    },
    refusal: (value) => inner.refusal(value),
  }
  resolver = new RememberingResolver(counting)
})

test('what was asked for before is known, the same object each time', () => {
  const ask = (): unknown[] => [
    resolver.ofIdentifier('alkey:users#1'),
    resolver.ofRef(ref('users', 1)),
    resolver.ofTarget(User),
    resolver.ofScope(scope('users', { city: 'Ulm', zip: null })),
  ]
  const [first, second] = [ask(), ask()]
  expect(asked).toHaveLength(4)
  for (const [i, one] of first.entries()) expect(second[i]).toBe(one)
})

test('what only looks alike is told apart', () => {
  const refs = [
    ref('users', 1),
    ref('users', '1'),
    ref('users', 1n),
    ref('user', 's1'),
    ref('users 1', 1),
    ref('u', '1 1'),
  ]
  for (const one of refs) resolver.ofRef(one)
  resolver.ofIdentifier('alkey:users#1')
  expect(asked).toHaveLength(refs.length + 1)
  expect(resolver.ofRef(ref('user', 's1'))[0]?.identifier).toBe('alkey:user#s1')
})

test('a ref that is another one each time is never taken for what it was', () => {
  let reads = 0
  const moody = Object.create(Ref.prototype, {
    target: { value: 'users' },
    id: { get: () => (reads++ === 0 ? 1 : 2) },
  }) as Ref
  resolver.ofRef(moody)
  expect(resolver.ofRef(ref('users', 1))[0]?.identifier).toBe('alkey:users#1')
})

test('another catalog is asked anew', () => {
  resolver.ofIdentifier('alkey:users#1')
  resolver.ofTarget(User)
  catalog = {}
  resolver.ofIdentifier('alkey:users#1')
  resolver.ofTarget(User)
  expect(asked).toHaveLength(4)
})

test('ever new tables and ids make room for each other', () => {
  resolver.ofRef(ref('users', 1))
  for (let i = 0; i < 10_000; i++) resolver.ofRef(ref(`table_${i}`, 1))
  asked = []
  resolver.ofRef(ref('users', 1))
  expect(asked).toEqual([1])
})

test('long texts are not kept', () => {
  const id = 'x'.repeat(1_000)
  for (let i = 0; i < 2; i++) resolver.ofRef(ref('users', id))
  expect(asked).toEqual([id, id])
})
