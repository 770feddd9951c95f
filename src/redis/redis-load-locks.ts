import type { LoadLocks } from '../values/load-locks'
import type { RedisConnection } from './redis-connection'
import { giveLockBack } from './scripts/give-lock-back'
import { takeLock } from './scripts/take-lock'

/** What stands in a lock that is open to all. */
const OPEN = '-'
/** For how long: enough for those who wait to notice. */
const OPEN_MS = 1_000

/** Keeps locks in Redis as `namespace:lock:<key>`. */
export class RedisLoadLocks implements LoadLocks {
  readonly #connection: RedisConnection
  readonly #prefix: string

  constructor(connection: RedisConnection, namespace: string) {
    this.#connection = connection
    this.#prefix = `${namespace}:lock:`
  }

  async acquire(key: string, owner: string, leaseMs: number): Promise<'mine' | 'taken' | 'open'> {
    const { value: holder } = await this.#connection.run('taking a lock', (client) =>
      takeLock(client, [this.#prefix + key], [owner, leaseMs]),
    )
    if (holder === OPEN) return 'open'
    return holder === owner ? 'mine' : 'taken'
  }

  async release(key: string, owner: string, isOpen: boolean): Promise<void> {
    await this.#connection.run('giving a lock back', (client) =>
      giveLockBack(client, [this.#prefix + key], [owner, isOpen ? OPEN_MS : 0]),
    )
  }
}
