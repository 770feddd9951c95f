import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { LoadLocks } from './load-locks'

/** How often who waits looks for the value, in ms: at first soon, then less often. */
const SOONEST_LOOK_MS = 10
const LATEST_LOOK_MS = 100

/** What comes out, and whether those who wait will find it. */
interface Result {
  readonly isStored: boolean
}

/**
 * Has one process load, while others wait for what it stores. Where the locks can't be had, everybody loads.
 *
 * @param giveUpAt when nobody waits any longer, by `performance.now()`
 * @param look finds what another process has stored
 */
export async function loadAsOne<Loaded extends Result>(
  locks: LoadLocks,
  key: string,
  leaseMs: number,
  giveUpAt: number,
  look: () => Promise<Loaded | undefined>,
  load: (isLocked: boolean) => Promise<Loaded>,
): Promise<Loaded> {
  const owner = randomBytes(12).toString('base64url')
  const acquire = (): ReturnType<LoadLocks['acquire']> => locks.acquire(key, owner, leaseMs).catch((): 'open' => 'open')
  for (let waitMs = SOONEST_LOOK_MS; ; waitMs = Math.min(waitMs * 1.5, LATEST_LOOK_MS)) {
    const state = await acquire()
    if (state === 'mine') return loadAsHolder(locks, key, owner, look, load)
    if (state === 'open' || performance.now() > giveUpAt) return load(false)
    // Those who wait should not all look at once.
    await pause(waitMs * (0.5 + Math.random()))
    const found = await look()
    if (found) return found
  }
}

async function loadAsHolder<Loaded extends Result>(
  locks: LoadLocks,
  key: string,
  owner: string,
  look: () => Promise<Loaded | undefined>,
  load: (isLocked: boolean) => Promise<Loaded>,
): Promise<Loaded> {
  let loaded: Loaded | undefined
  try {
    // Whoever had the lock before may have stored it since the caller has looked.
    return (loaded = (await look()) ?? (await load(true)))
  } finally {
    // Else its lease ends by itself.
    await locks.release(key, owner, !loaded?.isStored).catch(() => undefined)
  }
}
