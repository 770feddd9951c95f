import { ref } from '../../../src'
import type { Dependency, DependencyResolver } from '../../../src/keys/dependency'
import { PartsEncoder } from '../../../src/keys/parts-encoder'
import { UnattachedResolver } from '../../../src/keys/unattached-resolver'

class User {}

const unattached = new UnattachedResolver()
let catalog: object
let table: string
let encoder: PartsEncoder

beforeEach(() => {
  catalog = {}
  table = 'users'
  const resolver: DependencyResolver = {
    schema: '',
    get catalog() {
      return catalog
    },
    ofInstance: () => undefined,
    ofTarget: (): readonly Dependency[] => [{ kind: 'table', identifier: `alkey:${table}#*`, shape: '' }],
    ofRef: (one) => unattached.ofRef(one),
    ofScope: (part) => unattached.ofScope(part),
    ofTag: (tag) => unattached.ofTag(tag),
    ofIdentifier: (text) => unattached.ofIdentifier(text),
    refusal: (value) => unattached.refusal(value),
  }
  encoder = new PartsEncoder(resolver)
})

test('the same parts are prepared once, however they are spelled', () => {
  const prepared = encoder.prepare([ref('users', 1), 'page'])
  expect(encoder.prepare([ref('users', 1), 'page'])).toBe(prepared)
  expect(encoder.prepare(['alkey:users#1', 'page'])).toBe(prepared)
  expect(encoder.prepare([ref('users', 2), 'page'])).not.toBe(prepared)
})

test('with another catalog the same parts may be others', () => {
  const prepared = encoder.prepare([User])
  expect(prepared.identifiers).toContain('alkey:users#*')
  catalog = {}
  table = 'people'
  expect(encoder.prepare([User]).identifiers).toContain('alkey:people#*')
})

test('identifiers of prepared parts cannot change', () => {
  expect(Object.isFrozen(encoder.prepare([ref('users', 1)]).identifiers)).toBe(true)
})
