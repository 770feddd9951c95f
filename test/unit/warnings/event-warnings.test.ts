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
  'typeorm-alkey: Redis at a:1 failed. Until it is available again, nothing is cached and every value is loaded. What this ' +
  'process changes is owed until then, and processes that reach the store may serve previous values.'
const BACK = expect.stringMatching(/^typeorm-alkey: Redis is available again, after /) as string

describe('an outage', () => {
  test('is warned of when it begins and when it ends', () => {
    lost()
    back(11_200)
    expect(messages).toEqual([LOST, 'typeorm-alkey: Redis is available again, after 11 s.'])
  })

  test.each([
    [0, '0.1'],
    [2_100, '2.1'],
    [9_940, '9.9'],
    [9_960, '10'],
    [83_600, '84'],
  ])('of %d ms is told as %s s', (afterMs, seconds) => {
    lost()
    back(afterMs)
    expect(messages.at(-1)).toBe(`typeorm-alkey: Redis is available again, after ${seconds} s.`)
  })

  test('is warned of at once, however soon after the log has said that the last one was over', () => {
    lost()
    back(10)
    lost()
    expect(messages).toEqual([LOST, BACK, LOST])
    jest.advanceTimersByTime(60_000)
    expect(messages).toHaveLength(3)
    back(60_000)
    expect(messages).toEqual([LOST, BACK, LOST, BACK])
  })

  test('that comes and goes is told to be over once a minute, when it is', () => {
    for (let i = 0; i < 10; i++) {
      lost()
      jest.advanceTimersByTime(1_000)
      back(1_000)
    }
    expect(messages).toEqual([LOST, BACK, LOST])
    jest.advanceTimersByTime(51_000)
    expect(messages.slice(3)).toEqual(['typeorm-alkey: Redis is available again, after 9 outages, the last of 1.0 s.'])
    lost()
    expect(messages.slice(4)).toEqual([LOST])
  })

  test('that comes and goes without end is told once a minute', () => {
    for (let i = 0; i < 600; i++) {
      lost()
      jest.advanceTimersByTime(500)
      back(500)
      jest.advanceTimersByTime(500)
    }
    expect(messages.length).toBeLessThan(24)
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

  test('of values are told once for each kind and name of a value', () => {
    for (const [valueKind, valueName] of [
      ['Money', 'a'],
      ['Money', 'a'],
      ['function', 'a'],
      ['Money', 'b'],
    ] as const)
      unheard.event('error', { error: new InvalidValueError(`no ${valueKind}`, { valueKind, valueName }) })
    expect(messages).toEqual([
      'typeorm-alkey: no Money (ALKEY_INVALID_VALUE)',
      'typeorm-alkey: no function (ALKEY_INVALID_VALUE)',
      'typeorm-alkey: no Money (ALKEY_INVALID_VALUE)',
    ])
  })

  test('of values whose names have no end silence no other errors', () => {
    for (let i = 0; i < 200; i++)
      unheard.event('error', { error: new InvalidValueError('no', { valueName: `page ${i}` }) })
    unheard.event('error', { error: new MemoryLowError('low') })
    expect(messages.at(-1)).toBe('typeorm-alkey: low (ALKEY_MEMORY_LOW)')
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

test('values that are never stored are told once for each name and reason', () => {
  for (const name of ['a', 'a', 'b', undefined])
    for (const reason of ['wrote', 'locked-rows', 'varies', 'isolation', 'open-transaction', 'failed'] as const)
      unheard.event('notStored', { key: 'alkey:a', reason, ...(name !== undefined && { name }) })
  expect(messages).toEqual([
    expect.stringMatching(/The value 'a' is not cached: its load.*writes.*Write before the value is asked for/),
    expect.stringMatching(/The value 'a' is not cached: its load.*locks/),
    expect.stringMatching(/The value 'a' is not cached: its handler set a Vary.*Name these headers in vary/),
    expect.stringMatching(/The value 'b' is not cached: its load.*writes/),
    expect.stringMatching(/The value 'b' is not cached: its load.*locks/),
    expect.stringMatching(/The value 'b' is not cached: its handler set a Vary/),
  ])
})

test('other events are for listeners alone', () => {
  unheard.event('miss', { key: 'alkey:a' })
  unheard.event('owed', { identifiers: [], error: new Error('x') })
  expect(messages).toEqual([])
})
