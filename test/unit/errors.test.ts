import * as alkey from '../../src'
import { AlkeyError } from '../../src'
import { show } from '../../src/errors'

type ErrorClass = new (message: string, options?: ErrorOptions) => AlkeyError

const classes: [string, ErrorClass, string][] = [
  ['InvalidOptionError', alkey.InvalidOptionError, 'ALKEY_INVALID_OPTION'],
  ['InvalidIdentifierError', alkey.InvalidIdentifierError, 'ALKEY_INVALID_IDENTIFIER'],
  ['InvalidPartError', alkey.InvalidPartError, 'ALKEY_INVALID_PART'],
  ['UnknownEntityError', alkey.UnknownEntityError, 'ALKEY_UNKNOWN_ENTITY'],
  ['NotAttachedError', alkey.NotAttachedError, 'ALKEY_NOT_ATTACHED'],
  ['NotInitializedError', alkey.NotInitializedError, 'ALKEY_NOT_INITIALIZED'],
  ['AlreadyAttachedError', alkey.AlreadyAttachedError, 'ALKEY_ALREADY_ATTACHED'],
  ['UnavailableError', alkey.UnavailableError, 'ALKEY_UNAVAILABLE'],
  ['RefusedError', alkey.RefusedError, 'ALKEY_REFUSED'],
  ['ClusterUnsupportedError', alkey.ClusterUnsupportedError, 'ALKEY_CLUSTER_UNSUPPORTED'],
  ['MemoryLowError', alkey.MemoryLowError, 'ALKEY_MEMORY_LOW'],
  ['NearCacheFailedError', alkey.NearCacheFailedError, 'ALKEY_NEAR_CACHE_FAILED'],
  ['BrokenRecordError', alkey.BrokenRecordError, 'ALKEY_BROKEN_RECORD'],
  ['ClosedError', alkey.ClosedError, 'ALKEY_CLOSED'],
  ['HookFailedError', alkey.HookFailedError, 'ALKEY_HOOK_FAILED'],
  ['InvalidValueError', alkey.InvalidValueError, 'ALKEY_INVALID_VALUE'],
  ['ValuesFailedError', alkey.ValuesFailedError, 'ALKEY_VALUES_FAILED'],
  ['LoadFailedError', alkey.LoadFailedError, 'ALKEY_LOAD_FAILED'],
  ['InvalidTagError', alkey.InvalidTagError, 'ALKEY_INVALID_TAG'],
  ['HandlerFailedError', alkey.HandlerFailedError, 'ALKEY_HANDLER_FAILED'],
  ['ManagerFailedError', alkey.ManagerFailedError, 'ALKEY_MANAGER_FAILED'],
]

describe('errors', () => {
  test.each(classes)('%s has its name, its code and its cause', (name, Class, code) => {
    const cause = new Error('why')
    const error = new Class('what', { cause })
    expect(error).toBeInstanceOf(AlkeyError)
    expect(error).toMatchObject({ name, code, message: 'what', cause })
    expect(error.stack).toContain(`${name}: what`)
  })

  test('are all listed here', () => {
    const exported = Object.keys(alkey).filter((name) => name.endsWith('Error') && name !== 'AlkeyError')
    expect(exported.sort()).toEqual(classes.map(([name]) => name).sort())
  })

  test('of a closed Alkey say so, for everything that it does', async () => {
    const closed = new alkey.Alkey({ store: new alkey.MemoryTokenStore() })
    await closed.close()
    const calls = [
      closed.keyGenerator('a'),
      closed.keyGenerator.explain('a'),
      closed.remember(['a'], () => 1),
      closed.token(alkey.GLOBAL),
      closed.invalidate(alkey.GLOBAL),
      closed.flush(),
      closed.tag('city').increment(),
      closed.tag('city').getTagVersion(),
    ]
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({ name: 'ClosedError', code: 'ALKEY_CLOSED' })
    }
    expect(await closed.close()).toEqual({ undelivered: [] })
  })

  test.each([
    ['nothing', []],
    ['plain text', ['users']],
    ['a literal', [alkey.literal('alkey:users#1')]],
    ['a list without dependency', [['users']]],
  ])('tell that %s can not be invalidated', async (_, parts: readonly alkey.KeyPart[]) => {
    const open = new alkey.Alkey({ store: new alkey.MemoryTokenStore() })
    await expect(open.invalidate(...parts)).rejects.toMatchObject({ code: 'ALKEY_INVALID_PART' })
    await expect(open.invalidate(...parts)).rejects.toThrow(/an entity, a class, a ref, an identifier or a tag/)
  })
})

describe('a value in a message', () => {
  const itself = {
    get dangerous(): never {
      throw new Error('called')
    },
    [Symbol.for('nodejs.util.inspect.custom')]: (): never => {
      throw new Error('called')
    },
  }

  test.each([
    ['is short', 'x'.repeat(1_000)],
    ['is short when it has many items', Array.from({ length: 1_000 }, (_, i) => i)],
    ['is short when it nests', [[[[[[1]]]]]]],
    ['stands on one line', { a: 'x\ny', b: new Map([['c', { d: 1 }]]) }],
    ['does not run its own code', itself],
  ])('%s', (_, value) => {
    expect(show(value)).toMatch(/^.{1,201}$/)
  })
})
