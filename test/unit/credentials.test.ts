import { inspect } from 'node:util'
import { presentable, withoutCredentials } from '../../src/credentials'
import { show } from '../../src/errors'

const SECRET = 'hunter2'

/** Everything of an error that can be had, hidden properties and getters included. */
function everythingOf(error: unknown): string {
  return inspect(error, { depth: Infinity, showHidden: true, getters: true, maxStringLength: null })
}

class ReplyError extends Error {
  override readonly name = 'ReplyError'
  readonly command = { name: 'auth', args: ['user', SECRET] }
}

describe('an error as it may be shown', () => {
  test.each<[string, unknown]>([
    ['of AUTH', new ReplyError('WRONGPASS invalid username-password pair or user is disabled.')],
    ['as a cause', new Error('outer', { cause: new Error('inner', { cause: new ReplyError('WRONGPASS') }) })],
    ['among others', new AggregateError([new Error('one'), new ReplyError('WRONGPASS')], 'all failed')],
    [
      'before a discarded transaction',
      Object.assign(new Error('EXECABORT'), { previousErrors: [new ReplyError('NOAUTH')] }),
    ],
    ['of the last node', Object.assign(new Error('Failed to refresh'), { lastNodeError: new ReplyError('NOAUTH') })],
    ['that says words back', new Error(`ERR unknown command 'AUTH', with args beginning with: 'user' '${SECRET}' `)],
    [
      'that says words back, in old words',
      new Error(`ERR unknown command \`AUTH\`, with args beginning with: \`${SECRET}\`, `),
    ],
    ['with a URL', new Error(`can't connect to redis://user:${SECRET}@localhost:6379/0`)],
    ['with a URL and an odd password', new Error(`can't connect to redis://:a/${SECRET}@b@localhost`)],
    ['of a URL', Object.assign(new TypeError('Invalid URL'), { input: `redis://:${SECRET}@` })],
    ['that is a text', `redis://:${SECRET}@localhost`],
  ])('has no password: %s', (_, error) => {
    expect(everythingOf(error)).toContain(SECRET)
    const shown = presentable(error)
    expect(everythingOf(shown)).not.toContain(SECRET)
    if (error instanceof Error) expect(shown).toBeInstanceOf(Error)
  })

  test('keeps what says where it comes from', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', port: 6379, address: '::1' })
    const error = new AggregateError([cause, new ReplyError('WRONGPASS no')], 'failed', { cause })
    expect(presentable(error)).toMatchObject({
      message: 'failed',
      cause: { code: 'ECONNREFUSED', port: 6379, address: '::1' },
      errors: [{ message: 'connect ECONNREFUSED' }, { name: 'ReplyError', command: { name: 'auth' } }],
    })
  })

  test('is itself where there is nothing to hide', () => {
    const error = new Error('plain', { cause: new TypeError('inner') })
    expect(presentable(error)).toBe(error)
    expect(presentable('text')).toBe('text')
    expect(presentable(undefined)).toBe(undefined)
  })

  test('may contain itself', () => {
    const error = new ReplyError('WRONGPASS')
    error.cause = new Error('around', { cause: error })
    const shown = presentable(error) as Error
    expect((shown.cause as Error).cause).toBe(shown)
    expect(everythingOf(shown)).not.toContain(SECRET)
  })
})

test.each([
  ['a URL', `redis://:${SECRET}@localhost`],
  ['options', { host: 'localhost', password: SECRET, sentinelPassword: SECRET }],
  ['nodes', { startupNodes: [`redis://user:${SECRET}@a`] }],
])('%s that is no valid option is shown without its password', (_, value) => {
  expect(show(value)).not.toContain(SECRET)
})

test('reading a long text takes time by its length', () => {
  const slow = ['://'.repeat(100_000), 'password'.repeat(100_000), `password: '${'\\'.repeat(300_000)}`]
  for (const text of slow) expect(withoutCredentials(text)).toBe(text)
}, 10_000)
