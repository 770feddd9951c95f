import type { EventHub } from './events'
import type { ResolvedOptions } from './options'
import { RedisTokenStore } from './redis/redis-token-store'
import type { TokenStore } from './tokens/token-store'
import { GuardedValues } from './values/guarded-values'
import { LocalEntries } from './values/local-entries'
import { MemoryValueStore } from './values/memory-value-store'
import { holdsValues } from './values/value-store'

/** The token store in Redis, where no other is given. */
export function openRedis({ redis, ...options }: ResolvedOptions): RedisTokenStore {
  const { namespace, deadlineMs, tokenTtlMs, nearCache } = options
  return new RedisTokenStore({
    redis: redis as NonNullable<typeof redis>,
    namespace,
    deadlineMs,
    tokenTtlMs,
    nearCache,
  })
}

/** Where values are kept: in the store that is given for them, else beside the tokens, else in this process. */
export function openValues(
  { values, localValues, deadlineMs }: ResolvedOptions,
  tokens: TokenStore,
  events: EventHub,
): GuardedValues {
  const store = values ?? (holdsValues(tokens) ? tokens.values : new MemoryValueStore())
  // The connection of our own store has a deadline itself.
  const isOwn = !values && tokens instanceof RedisTokenStore
  const local = localValues && new LocalEntries(localValues)
  return new GuardedValues(store, isOwn ? undefined : deadlineMs, events, local)
}
