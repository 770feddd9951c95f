import { EventHub } from '../../../src/events'
import { SCOPES, tokensOf } from '../../../src/identifiers/identifier'
import { AgreedScopesSource } from '../../../src/tokens/agreed-scopes-source'
import { ScopeAgreement } from '../../../src/tokens/scope-agreement'
import type { SourceReading } from '../../../src/tokens/token-source'
import type { TokenReading } from '../../../src/tokens/token-store'
import type { WriterList, WritersReading } from '../../../src/tokens/writer-list'
import { RecordingTokenSource } from '../../support/watching/recording-token-source'

const TABLE = 'alkey:orders#*'
const TENANT = 'alkey:orders#?tenantId'
const TENANT_7 = 'alkey:orders#?tenantId=7'
const STATUS = 'alkey:orders#?status'
const scoped = Object.freeze([...tokensOf(TENANT_7)].sort())
const both = Object.freeze([...new Set([...tokensOf(TENANT_7), ...tokensOf(`${STATUS}=open`)])].sort())

let tokens: RecordingTokenSource
/** The scopes of each process that writes. */
let kept: string[][]
let asked: number
/** Happens before the list is read. */
let meanwhile: () => void
let isLost: boolean
let source: AgreedScopesSource
let told: { scopes: readonly string[]; processes: readonly string[] }[]

/** A list beside tokens, whose token is bumped as that of Redis is. */
const list: Pick<WriterList, 'writers'> = {
  writers: async (): Promise<WritersReading> => {
    asked++
    await Promise.resolve()
    meanwhile()
    if (isLost) throw new Error('out of order')
    const [token] = ((await tokens.read([SCOPES])) as TokenReading).tokens
    tokens.reads.pop()
    return { token, writers: kept.map((scopes, i) => ({ id: `process ${i}`, scopes })) }
  },
}

function change(...scopes: string[][]): void {
  kept = scopes
  tokens.bump(SCOPES)
}

beforeEach(() => {
  tokens = new RecordingTokenSource()
  kept = [[TENANT, STATUS]]
  asked = 0
  meanwhile = () => undefined
  isLost = false
  const events = new EventHub()
  told = []
  events.on('scopesUnused', (event) => told.push(event))
  source = new AgreedScopesSource(tokens, new ScopeAgreement(list as WriterList, events))
})

/** For each identifier whose token was given in its place. */
async function read(identifiers: readonly string[]): Promise<Record<string, string | undefined> | string> {
  const reading: SourceReading = await source.read(identifiers)
  if ('unavailable' in reading) return reading.unavailable
  expect(reading.tokens).toHaveLength(identifiers.length)
  return Object.fromEntries(
    identifiers.map((identifier, i) => [identifier, reading.tokens[i]?.replace(/^T\d+:/, '')] as const),
  )
}

const itself = (identifiers: readonly string[]): Record<string, string> =>
  Object.fromEntries(identifiers.map((identifier) => [identifier, identifier]))
const tableOfTenant = { [TENANT]: TABLE, [TENANT_7]: TABLE, [SCOPES]: SCOPES }

test('what is no scope is read as it is, at once, and nobody is asked', () => {
  const rows = tokensOf('alkey:orders#1')
  const reading = source.read(rows)
  expect(tokens.reads).toEqual([rows])
  expect(tokens.reads[0]).toBe(rows)
  expect(reading).toBeInstanceOf(Promise)
  expect(asked).toBe(0)
})

test('a scope that all keep is read by one read, once the list is known', async () => {
  expect(await read(scoped)).toEqual(itself(scoped))
  expect([tokens.reads.length, asked]).toEqual([1, 1])
  expect(await read(scoped)).toEqual(itself(scoped))
  expect([tokens.reads.length, asked]).toEqual([2, 1])
  // Who keeps tokens by arrays finds them again.
  expect(tokens.reads.every((identifiers) => identifiers === scoped)).toBe(true)
  expect(told).toEqual([])
})

test('tokens at hand are given at once', async () => {
  const near = { generation: 'G1', tokens: scoped.map((one) => `T0:${one}`), isNear: true }
  const agreement = new ScopeAgreement(list as WriterList, new EventHub())
  const hasty = new AgreedScopesSource({ read: () => near }, agreement)
  expect(await hasty.read(scoped)).toBe(near)
  expect(hasty.read(scoped)).toBe(near)
})

test('nobody who writes is no reason against a scope', async () => {
  kept = []
  expect(await read(scoped)).toEqual(itself(scoped))
})

test('a scope that one process does not keep is its table, by one read once that is known', async () => {
  kept = [[TENANT, STATUS], [STATUS], []]
  expect(await read(scoped)).toEqual(tableOfTenant)
  expect(await read(scoped)).toEqual(tableOfTenant)
  expect(asked).toBe(1)
  expect(tokens.reads.slice(1)).toEqual([
    [SCOPES, TABLE],
    [SCOPES, TABLE],
  ])
  expect(tokens.reads[1]).toBe(tokens.reads[2])
  expect(told).toEqual([{ scopes: [TENANT], processes: ['process 1', 'process 2'] }])
})

test('each scope counts by itself, also in an array that may change', async () => {
  kept = [[TENANT, STATUS], [STATUS]]
  expect(await read([...both])).toEqual({ ...itself(both), ...tableOfTenant })
})

test('a process that joins and leaves ends and begins it, each with one question', async () => {
  await read(scoped)
  change([TENANT, STATUS], [])
  expect(await read(scoped)).toEqual(tableOfTenant)
  expect(asked).toBe(2)
  change([TENANT, STATUS])
  expect(await read(scoped)).toEqual(itself(scoped))
  expect(asked).toBe(3)
  expect(await read(scoped)).toEqual(itself(scoped))
  expect(asked).toBe(3)
})

test('a process that leaves while the list is read has the table read', async () => {
  kept = [[]]
  meanwhile = () => {
    change([TENANT])
  }
  expect(await read(scoped)).toEqual(tableOfTenant)
  meanwhile = () => undefined
  expect(await read(scoped)).toEqual(itself(scoped))
})

test('a process that joins while the list is read has the table read', async () => {
  meanwhile = () => {
    change([TENANT], [])
  }
  expect(await read(scoped)).toEqual(tableOfTenant)
})

test('an answer to an earlier question counts only for the token that it is about', async () => {
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  const plain = list.writers
  const slow = jest.spyOn(list, 'writers').mockImplementationOnce(async () => {
    const answer = await plain()
    await held
    return answer
  })
  const first = read(scoped)
  await new Promise(setImmediate)
  expect(asked).toBe(1)
  change([])
  const second = read(scoped)
  await new Promise(setImmediate)
  release()
  expect(await first).toEqual(itself(scoped))
  expect(await second).toEqual(tableOfTenant)
  slow.mockRestore()
})

test('many who read at once ask once', async () => {
  const readings = await Promise.all(Array.from({ length: 20 }, () => read(scoped)))
  expect(readings.every((reading) => JSON.stringify(reading) === JSON.stringify(itself(scoped)))).toBe(true)
  expect(asked).toBe(1)
})

test('a list that cannot be read has the table read, and is asked for again', async () => {
  isLost = true
  expect(await read(scoped)).toEqual(tableOfTenant)
  isLost = false
  expect(await read(scoped)).toEqual(itself(scoped))
  expect(told).toEqual([])
})

test('what cannot be read cannot be read', async () => {
  tokens.unavailable = 'unavailable'
  expect(await read(scoped)).toBe('unavailable')
  expect(asked).toBe(0)
})

test('it is told once for each scope and change', async () => {
  kept = [[TENANT], [STATUS]]
  await read(scoped)
  await read(scoped)
  await read(both)
  expect(told).toEqual([
    { scopes: [TENANT], processes: ['process 1'] },
    { scopes: [STATUS], processes: ['process 0'] },
  ])
  change([TENANT], [STATUS], [])
  await read(scoped)
  expect(told.slice(2)).toEqual([{ scopes: [TENANT], processes: ['process 1', 'process 2'] }])
})
