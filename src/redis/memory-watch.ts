import type { Redis } from 'ioredis'
import { MemoryLowError } from '../errors'
import { infoField } from './server-identity'
import type { ToldFailures } from './told-failures'

/** From this share of `maxmemory` on, a server that evicts nothing is warned of. */
const NEARLY_FULL = 0.8
const ASKED_EVERY_MS = 60_000
const WHAT = 'looking at the memory'

/** Warns of a Redis that will be full soon and evicts nothing: then it refuses tokens and records. */
export class MemoryWatch {
  readonly #failures: ToldFailures
  #askedAt = -Infinity

  constructor(failures: ToldFailures) {
    this.#failures = failures
  }

  /** Asks once a minute, or when there is a new connection; call it beside other commands. Never rejects. */
  async look(client: Redis, isNew: boolean): Promise<void> {
    const now = performance.now()
    if (!isNew && now - this.#askedAt < ASKED_EVERY_MS) return
    this.#askedAt = now
    // Who hides it has it watched elsewhere.
    const info = await client.info('memory').catch(() => '')
    const warning = memoryWarning(info)
    if (warning) this.#failures.tell(WHAT, new MemoryLowError(warning))
    else this.#failures.worked(WHAT)
  }
}

function memoryWarning(info: string): string | undefined {
  const [used, most] = ['used_memory', 'maxmemory'].map((name) => Number(infoField(info, name) ?? 0)) as [
    number,
    number,
  ]
  if (infoField(info, 'maxmemory_policy') !== 'noeviction' || most === 0 || used < NEARLY_FULL * most) return undefined
  return (
    `Redis uses ${Math.floor((100 * used) / most)} % of its maxmemory (${most} bytes). Its maxmemory-policy is noeviction, ` +
    'so it refuses tokens and records once it is full. Raise maxmemory, or let Redis evict: maxmemory-policy allkeys-lru.'
  )
}
