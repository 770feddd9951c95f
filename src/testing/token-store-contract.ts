import assert from 'node:assert/strict'
import { isChangeLog } from '../tokens/change-log'
import type { TokenStore } from '../tokens/token-store'

/** One promise of a token store, as a test case. `run` rejects if the store breaks the promise. */
export interface TokenStoreContractCase {
  readonly name: string
  readonly run: () => Promise<void>
}

/**
 * The promises that every token store must keep, as test cases for any test runner.
 *
 * @param open returns an empty store; called for each case, which closes the store at its end
 * @example
 * for (const { name, run } of tokenStoreContract(() => new MyTokenStore())) test(name, run)
 */
export function tokenStoreContract(open: () => TokenStore | Promise<TokenStore>): readonly TokenStoreContractCase[] {
  return Object.entries(cases).map(([name, check]) => ({
    name,
    run: async () => {
      const store = await open()
      try {
        await check(store)
      } finally {
        await store.close()
      }
    },
  }))
}

const user = 'alkey:users#1'
const other = 'alkey:users#2'

const cases: Record<string, (store: TokenStore) => Promise<void>> = {
  'makes a token where there is none, and keeps it': async (store) => {
    assert.deepEqual(await store.read([user]), await store.read([user]))
  },

  'gives tokens in the order asked for': async (store) => {
    const [first, second] = (await store.read([user, other])).tokens
    assert.notEqual(first, second)
    assert.deepEqual((await store.read([other, user, other])).tokens, [second, first, second])
  },

  'gives different identifiers different tokens': async (store) => {
    const identifiers = Array.from({ length: 1_200 }, (_, i) => `alkey:users#${i}`)
    assert.equal(new Set((await store.read(identifiers)).tokens).size, identifiers.length)
  },

  'gives a generation for an empty list of identifiers': async (store) => {
    const reading = await store.read([])
    assert.deepEqual(reading.tokens, [])
    assert.equal(reading.generation, (await store.read([user])).generation)
  },

  'changes a token when it is bumped, and no other': async (store) => {
    const before = await store.read([user, other])
    await store.bump([user])
    const after = await store.read([user, other])
    assert.notEqual(after.tokens[0], before.tokens[0])
    assert.equal(after.tokens[1], before.tokens[1])
    assert.equal(after.generation, before.generation)
  },

  'never gives a token twice': async (store) => {
    const seen = new Set<string | undefined>()
    for (let i = 0; i < 50; i++) {
      seen.add((await store.read([user])).tokens[0])
      await store.bump([user])
    }
    assert.equal(seen.size, 50)
  },

  'bumps identifiers that were never read': async (store) => {
    await store.bump([user, other])
  },

  'takes an empty list': async (store) => {
    await store.bump([])
  },

  'bumps thousands at once': async (store) => {
    const identifiers = Array.from({ length: 2_500 }, (_, i) => `alkey:users#${i}`)
    const before = await store.read(identifiers)
    await store.bump(identifiers)
    const after = await store.read(identifiers)
    assert.ok(after.tokens.every((token, i) => token !== before.tokens[i]))
  },

  'gives concurrent readers the same token': async (store) => {
    const readings = await Promise.all(Array.from({ length: 20 }, () => store.read([user, other])))
    for (const reading of readings) assert.deepEqual(reading, readings[0])
  },

  'changes the generation at a flush': async (store) => {
    const before = await store.read([user])
    await store.flush()
    const after = await store.read([user])
    assert.notEqual(after.generation, before.generation)
    assert.equal((await store.read([user])).generation, after.generation)
  },

  'takes identifiers with every character that the grammar allows': async (store) => {
    const identifiers = [
      'alkey:*#*',
      'alkey:users#*',
      'alkey:users#~',
      'alkey:a.b#',
      'alkey:a%2Eb#x%23y,-1:2_',
      'alkey:@a#b',
    ]
    const before = await store.read(identifiers)
    await store.bump(identifiers.slice(1))
    const after = await store.read(identifiers)
    assert.deepEqual(
      after.tokens.map((token, i) => token === before.tokens[i]),
      [true, false, false, false, false, false],
    )
  },

  'rejects after it was closed, without hanging': async (store) => {
    await store.read([user])
    await store.close()
    await assert.rejects(store.read([user]))
    await assert.rejects(store.bump([user]))
  },

  'settles a record by bumping, and discards a record without bumping (if it keeps records)': async (store) => {
    if (!isChangeLog(store)) return
    const before = await store.read([user, other])
    await store.record('set-1', [user], 60_000)
    await store.record('set-1', [other], 60_000)
    await store.record('set-2', [other], 60_000)
    assert.deepEqual(await store.read([user, other]), before)
    await store.discard(['set-2'])
    assert.deepEqual(await store.read([user, other]), before)
    await store.settle('set-1', [user])
    const after = await store.read([user, other])
    assert.notEqual(after.tokens[0], before.tokens[0])
    assert.equal(after.tokens[1], before.tokens[1])
    assert.deepEqual([...(await store.renew(['set-1', 'set-2'], 1))].sort(), ['set-1', 'set-2'])
    assert.deepEqual(await store.claim(60_000), [])
  },

  'gives an overdue record to only one of many claims (if it keeps records)': async (store) => {
    if (!isChangeLog(store)) return
    await store.record('overdue', [user], 1)
    await store.record('overdue', [other], 1)
    await store.record('renewed', [user], 1)
    assert.deepEqual(await store.renew(['renewed'], 60_000), [])
    let claimed = (await Promise.all(Array.from({ length: 10 }, () => store.claim(60_000)))).flat()
    // The lease is over once the store's clock has moved on.
    while (claimed.length === 0)
      claimed = (await Promise.all(Array.from({ length: 10 }, () => store.claim(60_000)))).flat()
    assert.deepEqual(
      claimed.map(({ changeSet, identifiers }) => [changeSet, [...identifiers].sort()]),
      [['overdue', [user, other]]],
    )
    await store.discard(['overdue', 'renewed'])
  },

  'keeps a claimed record with a note, unless it was discarded (if it keeps records)': async (store) => {
    if (!isChangeLog(store)) return
    await store.record('set-1', [user, '~first'], 60_000)
    await store.keep('set-1', '~second', '~first', 1)
    await store.discard(['set-2'])
    await store.keep('set-2', '~second', undefined, 1)
    let claimed = await store.claim(1)
    while (claimed.length === 0) claimed = await store.claim(1)
    assert.deepEqual(
      claimed.map(({ changeSet, identifiers }) => [changeSet, [...identifiers].sort()]),
      [['set-1', [user, '~second']]],
    )
    await store.discard(['set-1'])
  },
}
