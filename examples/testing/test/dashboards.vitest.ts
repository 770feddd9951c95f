import { expect, test, vi } from 'vitest'
import { ref } from 'typeorm-alkey'
import { expectChanges, expectNoChanges, fakeAlkey, recordEvents } from 'typeorm-alkey/testing'
import { Dashboards } from '../dashboards'
import { User } from '../user'
import { openShop } from './shop'

test('the page depends on the user, and is kept for ten minutes', async () => {
  const alkey = fakeAlkey()
  const findOneOrFail = vi.fn().mockResolvedValue({ id: 1, name: 'Ann', orders: [] })
  const dashboards = new Dashboards(alkey, { findOneOrFail }, { update: vi.fn() })

  expect(await dashboards.of(1)).toBe('Ann: 0 open')
  expect(alkey.calls).toEqual([{ method: 'remember', parts: [ref(User, 1), 'dashboard'], options: { ttl: '10m' } }])
})

test('a cancelled order reloads the page of its user, and no other page', async () => {
  const { alkey, ann, users, firstOrder, dashboards, close } = await openShop()
  const bob = await users.save({ name: 'Bob' })

  expect(await dashboards.of(ann.id)).toBe('Ann: 2 open')
  await expectChanges(alkey, [ref(User, ann.id)], () => dashboards.cancel(firstOrder))
  expect(await dashboards.of(ann.id)).toBe('Ann: 1 open')
  await expectNoChanges(alkey, [ref(User, bob.id)], () => dashboards.cancel(firstOrder))
  await close()
})

test('the page comes from the cache while nothing changes', async () => {
  const { alkey, ann, dashboards, close } = await openShop()
  const events = recordEvents(alkey)

  await dashboards.of(ann.id)
  await dashboards.of(ann.id)
  expect(events.names).toEqual(['miss', 'hit'])
  await close()
})
