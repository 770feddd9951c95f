import { verdictOn } from '../../../src/changes/repair-verdict'
import type { Look } from '../../../src/changes/record-notes'

const LEASE_MS = 30_000
const fresh: Look = { unanswered: 0 }
const ended = { bumps: true, keeps: undefined }
const idle = { since: [] }
const busy = { since: ['a', 'b'] }

test('where the database says nothing, a record is bumped at once and after 1, 2, 4 … leases, for an hour', () => {
  const bumped: number[] = []
  let look: Look | undefined = fresh
  let leases = 0
  for (; look; leases++) {
    const verdict = verdictOn({ left: undefined, look }, undefined, LEASE_MS)
    if (verdict.bumps) bumped.push(leases)
    look = verdict.keeps
  }
  expect(bumped).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 120])
  expect(leases).toBe(121)
})

test('it is bumped once more even when its lease is longer than an hour', () => {
  const verdict = verdictOn({ left: 'sent', look: fresh }, undefined, 10_000_000)
  expect(verdict.bumps).toBe(true)
  expect(verdictOn({ left: 'sent', look: verdict.keeps as Look }, undefined, 10_000_000)).toEqual(ended)
})

test.each([undefined, 'sent'] as const)('what a connection has done that is gone has ended (left: %s)', (left) => {
  expect(verdictOn({ left, look: fresh }, 'gone', LEASE_MS)).toEqual(ended)
  expect(verdictOn({ left, look: { unanswered: 5, since: ['a'] } }, 'gone', LEASE_MS)).toEqual(ended)
})

test.each([undefined, 'sent'] as const)('a connection at work is waited for, and bumped once (left: %s)', (left) => {
  const first = verdictOn({ left, look: fresh }, busy, LEASE_MS)
  expect(first).toEqual({ bumps: true, keeps: { unanswered: 0, since: ['a', 'b'] } })
  const next = verdictOn({ left, look: first.keeps as Look }, { since: ['b', 'c'] }, LEASE_MS)
  expect(next).toEqual({ bumps: false, keeps: { unanswered: 0, since: ['b', 'c'] } })
})

test('a statement that was given up has ended when its connection rests or does something else', () => {
  expect(verdictOn({ left: 'sent', look: fresh }, idle, LEASE_MS)).toEqual(ended)
  expect(verdictOn({ left: 'sent', look: { unanswered: 0, since: ['x'] } }, busy, LEASE_MS)).toEqual(ended)
})

test('a writer that only fell silent may still send its statement: then what it does is bumped as it changes', () => {
  expect(verdictOn({ left: undefined, look: fresh }, idle, LEASE_MS)).toEqual({
    bumps: true,
    keeps: { unanswered: 1, since: [] },
  })
  expect(verdictOn({ left: undefined, look: { unanswered: 3, since: [] } }, idle, LEASE_MS)).toMatchObject({
    bumps: false,
  })
  expect(verdictOn({ left: undefined, look: { unanswered: 3, since: ['x'] } }, busy, LEASE_MS)).toEqual({
    bumps: true,
    keeps: { unanswered: 3, since: ['a', 'b'] },
  })
})

test('what was prepared may be committed by any connection', () => {
  for (const state of ['gone', idle, busy] as const)
    expect(verdictOn({ left: 'prepared', look: fresh }, state, LEASE_MS).keeps).toBeDefined()
})
