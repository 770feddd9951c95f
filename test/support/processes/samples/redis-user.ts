import { Alkey, ref } from '../../../../src'

let alkey: Alkey
let isRunning = false
let running = Promise.resolve()
let cacheable = 0
let uncacheable = 0

/** Reads and bumps without a pause until `stop`. */
export function start(url: string): void {
  alkey = new Alkey({ redis: url, namespace: 'hammer', deadlineMs: 100, schemaVersion: '1' })
  // The outages are the test's: what is listened for is not logged.
  for (const event of ['unavailable', 'available'] as const) alkey.on(event, () => undefined)
  isRunning = true
  running = hammer()
}

export function counts(): { cacheable: number; uncacheable: number } {
  return { cacheable, uncacheable }
}

export async function stop(): Promise<void> {
  isRunning = false
  await running
  await alkey.close()
}

async function hammer(): Promise<void> {
  while (isRunning) {
    const [key] = await Promise.all([
      alkey.keyGenerator(ref('users', 1)),
      alkey.keyGenerator(ref('users', 2)),
      alkey.invalidate(ref('users', 3)).catch(() => undefined),
      alkey.flush().catch(() => undefined),
    ])
    if (alkey.isCacheable(key)) cacheable++
    else uncacheable++
    await new Promise(setImmediate)
  }
}
