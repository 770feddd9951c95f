import { rowIdentifier, tableIdentifier } from '../../../src/identifiers/identifier'
import type { TokenSnapshot } from '../../../src/keys/token-snapshot'
import { LoadScope } from '../../../src/values/load-scope'
import { MOST_IDENTIFIERS, MOST_ROWS_OF_LOAD } from '../../../src/values/trace'

const owner = Symbol('owner')
const user = (id: number): string => rowIdentifier('users', [String(id)])
const users = tableIdentifier('users')

/** A load, and the identifiers whose tokens it has asked for, together. */
function tracedLoad(answer: (asked: readonly string[]) => Promise<TokenSnapshot | undefined> = answered) {
  const asked: (readonly string[])[] = []
  const widened: string[] = []
  const scope = new LoadScope(owner, false, {
    values: {},
    key: 'key',
    isLocked: false,
    tracing: {
      snapshot: (identifiers) => {
        asked.push(identifiers)
        return answer(identifiers)
      },
      dependenciesOf: (identifier) => [{ kind: 'row', identifier, shape: '' }],
      known: ['alkey:known#1', 'alkey:known#~'],
      widened: (table) => widened.push(table),
    },
  })
  const { trace } = scope
  if (!trace) throw new Error('A traced load has no trace.')
  return { scope, trace, asked, widened }
}

function answered(identifiers: readonly string[]): Promise<TokenSnapshot> {
  return Promise.resolve(snapshot(identifiers))
}

function snapshot(identifiers: readonly string[], generation = 'g'): TokenSnapshot {
  return { generation, schema: 's', tokens: new Map(identifiers.map((one) => [one, `token of ${one}`])) }
}

test('the tokens of what a query reads are read before it is sent, each once', async () => {
  const { scope, trace, asked } = tracedLoad()
  await trace.read([user(1), users])
  expect(asked).toEqual([[users, user(1), 'alkey:users#~']])
  expect([...scope.used]).toEqual([users, user(1), 'alkey:users#~'])
  expect(trace.read([user(1)])).toBeUndefined()
  expect(asked).toHaveLength(1)
})

test('a query waits for tokens that another one is reading', async () => {
  let answer: (snapshot: TokenSnapshot) => void = () => undefined
  const { scope, trace, asked } = tracedLoad(() => new Promise((resolve) => (answer = resolve)))
  const [first, second] = [trace.read([user(1)]), trace.read([user(1)])]
  expect(asked).toHaveLength(1)
  let isSent = false
  void second?.then(() => (isSent = true))
  await Promise.resolve()
  expect(isSent).toBe(false)
  answer(snapshot(asked[0] ?? []))
  await Promise.all([first, second])
  expect([...scope.used]).toEqual([user(1), 'alkey:users#~'])
})

test('what was read before the load, or used by it, is not read again', () => {
  const { scope, trace, asked } = tracedLoad()
  scope.depend(owner, snapshot([users]))
  expect(trace.read(['alkey:known#1', users, user(1)])).toBeUndefined()
  expect(asked).toEqual([])
})

test('a token that a value within has had, and that has changed since, vetoes', async () => {
  const { scope, trace } = tracedLoad()
  await trace.read([user(1)])
  scope.depend(owner, { generation: 'g', schema: 's', tokens: new Map([[user(1), 'newer']]) })
  expect((await scope.end())?.reason).toBe('changed')
})

test('another generation vetoes', async () => {
  let count = 0
  const { scope, trace } = tracedLoad((asked) => Promise.resolve(snapshot(asked, `g${++count}`)))
  await trace.read([user(1)])
  await trace.read([user(2)])
  expect((await scope.end())?.reason).toBe('changed')
})

test.each<[string, () => Promise<TokenSnapshot | undefined>]>([
  ['can not be had', () => Promise.resolve(undefined)],
  ['fail', () => Promise.reject(new Error('on purpose'))],
])('tokens that %s veto, and none is asked for again', async (_, answer) => {
  const { scope, trace, asked } = tracedLoad(answer)
  await trace.read([user(1)])
  expect(trace.read([user(2)])).toBeUndefined()
  expect(asked).toHaveLength(1)
  expect((await scope.end())?.reason).toBe('uncacheable')
})

test('what changes with everything stands for all else', async () => {
  const { trace, asked } = tracedLoad()
  await trace.read(['alkey:*#*'])
  expect(trace.read([user(1), users])).toBeUndefined()
  expect(asked).toHaveLength(1)
})

test('too many rows of a table are the table, read before the query; the earlier ones stay', async () => {
  const { scope, trace, asked, widened } = tracedLoad()
  for (let id = 1; id <= MOST_ROWS_OF_LOAD; id++) await trace.read([user(id)])
  expect(widened).toEqual([])
  await trace.read([user(1000), 'alkey:orders#1'])
  expect(asked.at(-1)).toEqual([users, 'alkey:orders#1', 'alkey:orders#~'].sort())
  expect(widened).toEqual(['users'])
  expect(scope.uses(user(1))).toBe(true)
  expect(trace.read([user(1001)])).toBeUndefined()
})

test('too many identifiers in all are their tables', async () => {
  const { trace, asked, widened } = tracedLoad()
  const rows = (table: number): string[] =>
    Array.from({ length: MOST_ROWS_OF_LOAD }, (_, id) => rowIdentifier(`t${table}`, [String(id)]))
  for (let table = 0; table < MOST_IDENTIFIERS / MOST_ROWS_OF_LOAD; table++) await trace.read(rows(table))
  expect(widened).toEqual(['t9'])
  expect(asked.flat().length).toBeLessThanOrEqual(MOST_IDENTIFIERS)
})
