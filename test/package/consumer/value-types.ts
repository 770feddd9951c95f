// The same about cached values.
import { DataSource, type EntityManager } from 'typeorm'
import {
  type Alkey,
  type AlkeyQueryResultCache,
  type CacheKeyGenerator,
  type KeyGeneratorCalls,
  MemoryValueStore,
  type NotStoredReason,
  type Serializer,
  type ValueStore,
  ref,
} from 'typeorm-alkey'
import { exactly } from './exactly'

class User {
  id!: number
  name!: string
}

export async function remembered(alkey: Alkey, manager: EntityManager, store: ValueStore): Promise<void> {
  exactly<User | null>()(await alkey.remember([ref(User, 1), 'profile'], () => manager.findOneBy(User, { id: 1 })))
  exactly<number>()(await alkey.remember([User, 'count'], () => 5))
  exactly<string[]>()(await alkey.remember([User], async () => Promise.resolve(['a'])))
  await alkey.remember([User], () => 1, { ttl: '10m', staleWhileRevalidate: '1.5h', staleIfError: 1_000 })
  await alkey.remember([User], () => 1, { lock: { leaseMs: 500 }, audit: { sampleRate: 0.1 }, maxBytes: 1, manager })
  await alkey.remember([User], () => 1, { values: store, serializer: JSON, storeNull: false, lock: undefined })
  // @ts-expect-error -- parts are a list
  await alkey.remember(User, () => 1)
  // @ts-expect-error -- the load is missing
  await alkey.remember([User])
  // @ts-expect-error -- no such unit
  await alkey.remember([User], () => 1, { ttl: '10 fortnights' })
  // @ts-expect-error -- no such option
  await alkey.remember([User], () => 1, { timeToLive: 1 })
  // @ts-expect-error -- a share, not a number alone
  await alkey.remember([User], () => 1, { audit: 0.1 })
}

export function stores(redis: { get(key: string): Promise<string | null> }): readonly ValueStore[] {
  // @ts-expect-error -- it can't set
  const wrong: ValueStore = redis
  return [new MemoryValueStore({ maxBytes: 1_000 }), new Map<string, string>(), wrong]
}

export function serializers(): readonly Serializer[] {
  return [JSON, { stringify: (value: unknown) => String(value), parse: (text: string) => text }]
}

export function queryCache(alkey: Alkey): DataSource {
  exactly<AlkeyQueryResultCache>()(alkey.queryResultCache())
  // @ts-expect-error -- what varies is told by a function
  alkey.queryResultCache({ vary: 'tenant' })
  return new DataSource({
    type: 'postgres',
    cache: { provider: () => alkey.queryResultCache({ vary: () => 'tenant' }), duration: 1_000, alwaysEnabled: true },
  })
}

export async function takenOut(alkey: Alkey, manager: EntityManager): Promise<DataSource> {
  const { remember, invalidate, queryResultCache } = alkey
  exactly<number>()(await remember([User, 'count'], () => 5))
  await invalidate(manager, User)
  return new DataSource({ type: 'postgres', cache: { provider: queryResultCache } })
}

export async function within(alkey: Alkey, manager: EntityManager): Promise<void> {
  exactly<CacheKeyGenerator>()(alkey.keyGenerator)
  exactly<KeyGeneratorCalls>()(alkey.keyGenerator.within(manager))
  exactly<string>()(await alkey.keyGenerator.within(manager)(ref(User, 1), 'a'))
  exactly<boolean>()((await alkey.keyGenerator.within(manager).explain(User)).cacheable)
}

export function events(alkey: Alkey): void {
  alkey.on('hit', ({ key, ageMs }) => {
    exactly<string>()(key)
    exactly<number>()(ageMs)
  })
  alkey.on('notStored', ({ reason }) => {
    exactly<NotStoredReason>()(reason)
  })
  alkey.on('mismatch', ({ stored, loaded }) => {
    exactly<unknown>()(stored)
    exactly<unknown>()(loaded)
  })
  alkey.on('stale', ({ error }) => {
    exactly<unknown>()(error)
  })
  alkey.on('uncachedQuery', ({ query, reason }) => {
    exactly<string>()(query)
    exactly<string>()(reason)
  })
}
