import { HookFailedError, InvalidValueError, MemoryLowError, RefusedError, UnavailableError } from '../../../src'
import { EventWarnings } from '../../../src/warnings/event-warnings'
import { Warnings } from '../../../src/warnings/logger'

let messages: string[]
let unheard: EventWarnings

beforeEach(() => {
  jest.useFakeTimers()
  messages = []
  unheard = new EventWarnings(new Warnings({ warn: (message) => messages.push(message) }), 'Redis')
})

afterEach(() => {
  jest.useRealTimers()
})

const lost = (text = 'Redis at a:1 failed.'): void => {
  unheard.event('unavailable', { cause: new UnavailableError(text) })
}
const back = (afterMs: number): void => {
  unheard.event('available', { afterMs })
}

const LOST =
  'typeorm-alkey: Redis at a:1 failed. Until it is available again, nothing is cached and every value is loaded.'

describe('an outage', () => {
  test('is warned of when it begins and when it ends', () => {
    lost()
    back(11_200)
    expect(messages).toEqual([LOST, 'typeorm-alkey: Redis is available again, after 12 s.'])
  })

  test('that comes and goes is warned of once a minute', () => {
    for (let i = 0; i < 10; i++) {
      lost()
      jest.advanceTimersByTime(1_000)
      back(1_000)
    }
    expect(messages).toHaveLength(2)
    jest.advanceTimersByTime(50_000)
    expect(messages).toHaveLength(2)
    lost()
    expect(messages.slice(2)).toEqual([LOST])
  })

  test('that lasts is warned of, however soon after the last one it began', () => {
    lost()
    back(10)
    lost()
    expect(messages).toHaveLength(2)
    jest.advanceTimersByTime(60_000)
    expect(messages.slice(2)).toEqual([LOST])
    back(60_000)
    expect(messages).toHaveLength(4)
  })

  test('that nobody was warned of has no end, either', () => {
    back(10)
    expect(messages).toEqual([])
  })

  test('by a refusal names the command: what to do is told with the error', () => {
    unheard.event('unavailable', { cause: new RefusedError('long', { command: 'INFO', reply: 'NOAUTH' }) })
    expect(messages).toEqual([expect.stringMatching(/Redis refused INFO \(NOAUTH\)\. Until it is available again/)])
  })

  test('of a store of somebody else has a cause of any kind', () => {
    unheard.event('unavailable', { cause: new TypeError('no disk at x://ann:secret@host') })
    expect(messages).toEqual([expect.stringContaining('not available: TypeError: no disk at x://***@host. Until')])
  })
})

describe('errors', () => {
  test('are told once for each kind, with their code', () => {
    for (let i = 0; i < 3; i++) {
      unheard.event('error', { error: new MemoryLowError(`low ${i}`) })
      unheard.event('error', { error: new RefusedError(`no ${i}`, { command: 'GET', reply: 'NOPERM' }) })
      unheard.event('error', { error: new RefusedError(`full ${i}`, { command: 'SET', reply: 'OOM' }) })
    }
    expect(messages).toEqual([
      'typeorm-alkey: low 0 (ALKEY_MEMORY_LOW)',
      'typeorm-alkey: no 0 (ALKEY_REFUSED)',
      'typeorm-alkey: full 0 (ALKEY_REFUSED)',
    ])
  })

  test('of values are told once for each kind of value', () => {
    for (const valueKind of ['Money', 'Money', 'function', 'Money']) {
      unheard.event('error', { error: new InvalidValueError(`no ${valueKind}`, { valueKind }) })
    }
    expect(messages).toEqual([
      'typeorm-alkey: no Money (ALKEY_INVALID_VALUE)',
      'typeorm-alkey: no function (ALKEY_INVALID_VALUE)',
    ])
  })

  test('of hooks come with their stack', () => {
    unheard.event('error', { error: new HookFailedError('attaching: of the application') })
    expect(messages).toEqual([expect.stringMatching(/attaching: .*\(ALKEY_HOOK_FAILED\)\n[^]*event-warnings\.test/)])
  })
})

test('listeners that throw are told once for each event and kind of error', () => {
  for (let i = 0; i < 3; i++) {
    unheard.failure('bumped', new TypeError(`of the listener ${i}`))
    unheard.failure('bumped', Object.create(null))
    unheard.failure('miss', new TypeError('of the listener'))
  }
  expect(messages).toEqual([
    "typeorm-alkey: A listener of the event 'bumped' threw TypeError: of the listener 0.",
    "typeorm-alkey: A listener of the event 'bumped' threw [Object: null prototype] {}.",
    "typeorm-alkey: A listener of the event 'miss' threw TypeError: of the listener.",
  ])
})

test('queries that are not cached are told once for each reason', () => {
  for (const table of ['a', 'a', 'b']) {
    for (const query of [`SELECT * FROM ${table}`, `SELECT ${'x'.repeat(300)} FROM ${table}`])
      unheard.event('uncachedQuery', { query, reason: `no entity maps the table ${table}` })
  }
  unheard.event('uncachedQuery', { query: 'x'.repeat(300), reason: 'It is long.' })
  expect(messages).toEqual([
    'typeorm-alkey: A query is not cached. Reason: no entity maps the table a. Query: SELECT * FROM a',
    'typeorm-alkey: A query is not cached. Reason: no entity maps the table b. Query: SELECT * FROM b',
    `typeorm-alkey: A query is not cached. Reason: It is long. Query: ${'x'.repeat(200)}…`,
  ])
})

test('values that are made of more than their parts are told once for each name and table', () => {
  for (const table of ['orders', 'orders', undefined])
    unheard.event('undeclared', { name: 'report', ...(table && { table, query: 'SELECT' }) })
  expect(messages).toEqual([
    expect.stringMatching(/'report' is made of the table orders, but no part covers that table/),
    expect.stringMatching(/'report' has no dependency, so it stays until its ttl ends/),
  ])
})

test('other events are for listeners alone', () => {
  unheard.event('miss', { key: 'alkey:a' })
  unheard.event('owed', { identifiers: [], error: new Error('x') })
  expect(messages).toEqual([])
})
