import { join } from 'node:path'
import { type Child, startChild } from '../../support/processes/child-process'
import type * as flows from './processes/pglite-flows'

// Where one connection serves everybody, other flows see what an open transaction has written.

let child: Child<typeof flows>

beforeAll(async () => {
  child = await startChild<typeof flows>(join(__dirname, 'processes', 'pglite-flows.ts'))
  await child.call('open')
}, 60_000)

afterAll(async () => {
  await child.call('close')
  await child.kill()
})

beforeEach(() => child.call('reset'))

test('another flow does see what is not committed, which is why this needs care', async () => {
  expect(await child.call('loadBesideRollback')).toBe(100)
  expect(await child.call('loadTea')).toBe(0)
})

test('a key that meets an open transaction is uncacheable, and cacheable again after its end', async () => {
  const beside = await child.call('keysBesideTransaction')
  expect(beside.cacheable).toEqual({ 'product 1': false, products: false, anything: false, 'product 2': true })
  expect(beside.reasons).toEqual(['open-transaction', 'open-transaction', 'open-transaction'])
  expect(await child.call('cachedTea')).toBe(100)
})

test.each([
  ['what is read through the cache', 'readBesideRollback'],
  ['what is stored under a key from before the transaction', 'fillBesideRollback'],
  ['what is stored beside a savepoint that is rolled back', 'fillBesideSavepoint'],
  ['what another flow wrote into the transaction that took it back', 'fillAfterForeignWrite'],
] as const)('is never found after the rollback: %s', async (_, flow) => {
  expect(await child.call(flow)).toBe(100)
  expect(await child.call('loadTea')).toBe(0)
  expect(await child.call('cachedTea')).toBe(0)
})
