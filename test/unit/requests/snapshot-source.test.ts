import { GLOBAL } from '../../../src/identifiers/identifier'
import { SnapshotSource } from '../../../src/requests/snapshot-source'
import { MemoryTokenStore } from '../../../src/tokens/memory-token-store'
import type { SourceReading } from '../../../src/tokens/token-source'

const [ROW, OTHER] = ['alkey:users#1', 'alkey:users#2']

/** Lets something happen just before a read is answered. */
class Interrupted extends MemoryTokenStore {
  readonly asked: (readonly string[])[] = []
  before: (identifiers: readonly string[]) => Promise<unknown> = () => Promise.resolve()

  override async read(identifiers: readonly string[]) {
    this.asked.push(identifiers)
    await this.before(identifiers)
    return super.read(identifiers)
  }
}

let store: Interrupted
beforeEach(() => (store = new Interrupted()))

const tokensIn = (reading: SourceReading) => ('tokens' in reading ? reading.tokens : reading.unavailable)

test('each token is read once, also by keys that are made at once', async () => {
  const source = await SnapshotSource.begin(store, store)
  const readings = await Promise.all([source.read([ROW, GLOBAL]), source.read([OTHER, ROW]), source.read([ROW])])
  const { tokens } = await store.read([ROW, OTHER, GLOBAL])
  expect(readings.map(tokensIn)).toEqual([[tokens[0], tokens[2]], [tokens[1], tokens[0]], [tokens[0]]])
  expect(store.asked.slice(0, -1).filter((asked) => asked.includes(ROW))).toHaveLength(1)
})

test('a commit before any of its reads is noticed by the last one', async () => {
  for (const [at, bumped] of [
    [0, [GLOBAL, ROW]],
    [1, [GLOBAL, ROW]],
    [1, [GLOBAL]],
  ] as const) {
    const source = await SnapshotSource.begin(store, store)
    let reads = 0
    store.before = async () => {
      if (reads++ === at) await store.bump(bumped)
    }
    expect(tokensIn(await source.read([ROW]))).toBe('changed')
    store.before = () => Promise.resolve()
    expect(tokensIn(await source.read([ROW]))).toBe('changed')
  }
})

test('a flush in between counts as a commit, and what is away at the start stays away', async () => {
  const source = await SnapshotSource.begin(store, store)
  await store.flush()
  expect(tokensIn(await source.read([ROW]))).toBe('changed')
  const away = { read: (): SourceReading => ({ unavailable: 'unavailable' }) }
  expect(tokensIn(await (await SnapshotSource.begin(store, away)).read([ROW]))).toBe('unavailable')
  expect(tokensIn(await (await SnapshotSource.begin(away, store)).read([ROW]))).toBe('unavailable')
})
