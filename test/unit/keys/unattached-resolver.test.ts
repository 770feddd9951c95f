import {
  Alkey,
  GLOBAL,
  InvalidIdentifierError,
  InvalidPartError,
  type KeyPart,
  MemoryTokenStore,
  NotAttachedError,
  literal,
  ref,
  scope,
} from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'

expectWarnings(unattached)

class User {
  id = 1
}

const alkey = new Alkey({ store: new MemoryTokenStore() })

describe('before a DataSource is attached', () => {
  const identified: [string, KeyPart, string][] = [
    ['a row by name', ref('users', 1), 'alkey:users#1'],
    ['a row in a schema', ref('sales.invoices', 'a'), 'alkey:sales.invoices#a'],
    ['a table as identifiers write it', ref('a%2Eb', 1), 'alkey:a%2Eb#1'],
    ['a table with a character that they encode', ref('order lines', 1), 'alkey:order%20lines#1'],
    ['a table like anything', ref('*', '*'), 'alkey:%2A#%2A'],
    ['an id as it is written', ref('users', '007'), 'alkey:users#007'],
    ['a big id', ref('users', 2n ** 63n), 'alkey:users#9223372036854775808'],
    ['a truth value', ref('flags', true), 'alkey:flags#true'],
    ['an instant', ref('events', new Date(0)), 'alkey:events#1970-01-01T00:00:00.000Z'],
    ['bytes', ref('blobs', Buffer.from([0xde, 0xad])), 'alkey:blobs#dead'],
    ['text that looks like a table', ref('docs', '*'), 'alkey:docs#%2A'],
    ['an identifier', 'alkey:users#%31', 'alkey:users#1'],
    ['a scope', scope('orders', { tenantId: 7 }), 'alkey:orders#?tenantId=7'],
    ['a scope without a value', scope('orders', { status: null }), 'alkey:orders#?status=!'],
    ['a scope of two columns', scope('sales.orders', { a: 1n, 'b c': '*' }), 'alkey:sales.orders#?a,b%20c=1,%2A'],
    ['a scope by its identifier', 'alkey:orders#?tenant%49d=%37', 'alkey:orders#?tenantId=7'],
    ['a scope in bulk', 'alkey:orders#?tenantId', 'alkey:orders#?tenantId'],
    ['a composite identifier', 'alkey:order_lines#7,3', 'alkey:order_lines#7,3'],
    ['a table', 'alkey:users#*', 'alkey:users#*'],
    ['anything', GLOBAL, GLOBAL],
  ]

  test.each(identified)('%s has its identifier', (_, part, identifier) => {
    expect(alkey.identifier(part)).toBe(identifier)
  })

  test.each(identified)('%s has a key', async (_, part, identifier) => {
    expect(await alkey.keyGenerator(part)).toBe(await alkey.keyGenerator(identifier))
  })

  test.each([
    ['a class', User, /User/],
    ['an instance', new User(), /User \{ id: 1 \}/],
    ['a reference by class', ref(User, 1), /User/],
    ['a nested class', { of: [User] }, /User/],
  ])('%s is refused', async (_, part: KeyPart, named) => {
    const refusal = await alkey.keyGenerator(part).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(NotAttachedError)
    expect(refusal).toMatchObject({ code: 'ALKEY_NOT_ATTACHED' })
    expect(String(refusal)).toMatch(named)
    expect(String(refusal)).toMatch(/attach\(dataSource\).*ref\('table', id\)/)
  })

  test.each<[string, KeyPart, RegExp]>([
    ['an object as an id', ref('users', { id: 1 }), /\{ id: 1 \}.*alkey:order_lines#7,3/],
    ['an id that is not a number', ref('users', NaN), /ref\('users', NaN\) names no row/],
    ['an invalid date', ref('users', new Date(NaN)), /Invalid Date/],
    ['no id', ref('users', undefined as never), /undefined/],
    ['a table without a name', ref('', 1), /ref\('', …\).*names no table/],
    ['a schema without a table', ref('sales.', 1), /'sales\.'.*names no table/],
    ['text that is no identifier', 'alkey:users#1#2', /'alkey:users#1#2' is not an identifier.*literal\(\)/],
  ])('%s is refused', async (_, part, message) => {
    const refusal = await alkey.keyGenerator(part).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(InvalidIdentifierError)
    expect(refusal).toMatchObject({ code: 'ALKEY_INVALID_IDENTIFIER' })
    expect(String(refusal)).toMatch(message)
  })

  test.each<[string, KeyPart, RegExp]>([
    ['a scope without values', scope('orders', {}), /scope\('orders', \{\}\) names no value/],
    [
      'a scope with a value that is undefined',
      scope('orders', { a: undefined as never }),
      /'a' must be .*, not undefined/,
    ],
    ['a scope with an object', scope('orders', { a: { id: 1 } }), /'a' must be .*, not \{ id: 1 \}/],
  ])('%s is refused', async (_, part, message) => {
    const refusal = await alkey.keyGenerator(part).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(InvalidPartError)
    expect(String(refusal)).toMatch(message)
  })

  test('a scope of a class, or without a table, is refused', async () => {
    await expect(alkey.keyGenerator(scope(User, { id: 1 }))).rejects.toBeInstanceOf(NotAttachedError)
    await expect(alkey.keyGenerator(scope('', { id: 1 }))).rejects.toThrow(/scope\('', …\).*names no table/)
  })

  test('an identifier of several things is refused', () => {
    expect(() => alkey.identifier([ref('users', 1), ref('users', 2)])).toThrow(/alkey:users#1, alkey:users#2/)
    expect(() => alkey.identifier(literal('alkey:users#1'))).toThrow(/is not a dependency/)
  })
})
