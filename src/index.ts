export { Alkey, type CloseReport } from './alkey'
export type {
  IgnoreRules,
  PropertyPath,
  RelationPath,
  RelationRules,
  ScopeRules,
  TouchRules,
  UnknownParents,
  UntypedEntities,
  UntypedTouchRules,
} from './entity-rules'
export {
  AlkeyError,
  type AlkeyErrorCode,
  AlreadyAttachedError,
  BrokenRecordError,
  ClosedError,
  ClusterUnsupportedError,
  HandlerFailedError,
  HookFailedError,
  InvalidIdentifierError,
  InvalidOptionError,
  InvalidPartError,
  InvalidValueError,
  LoadFailedError,
  ManagerFailedError,
  InvalidTagError,
  MemoryLowError,
  NearCacheFailedError,
  NotAttachedError,
  NotInitializedError,
  RefusedError,
  UnavailableError,
  UnknownEntityError,
  ValuesFailedError,
} from './errors'
export type {
  AlkeyEventName,
  AlkeyEvents,
  AlkeyListener,
  NotStoredReason,
  UncacheableReason,
  VetoReason,
} from './events'
export { GLOBAL } from './identifiers/identifier'
export { AlkeyTag } from './identifiers/tag'
export type { TagInstance } from './identifiers/tag-checks'
export { type IdValue, Literal, Ref, type RefTarget, literal, ref } from './identifiers/ref'
export { ScopePart, type ScopeValue, scope } from './identifiers/scope'
export type { ExplainedPart, Explanation } from './keys/explanation'
export type { InvalidateFunction } from './keys/invalidate-function'
export type { KeyGeneratorCalls, KeyGeneratorFunction as CacheKeyGenerator } from './keys/key-generator-function'
export type { KeyPart } from './keys/key-part'
export type { Logger } from './warnings/logger'
export type { AlkeyOptions } from './options'
export { redisFromEnvironment } from './redis/redis-from-environment'
export { RedisTokenStore, type RedisTokenStoreOptions } from './redis/redis-token-store'
export type { ReportsAvailability, ReportsFailures } from './tokens/availability'
export type { ChangeLog, ClaimedRecord } from './tokens/change-log'
export { MemoryTokenStore, type MemoryTokenStoreOptions } from './tokens/memory-token-store'
export type { HoldsNearTokens, NearReads } from './tokens/near-tokens'
export type { NearCacheOptions, TokenReading, TokenStore } from './tokens/token-store'
export type { ListedWriter, WriterList, WritersReading } from './tokens/writer-list'
export type { SubscriberClass } from './typeorm/hooks/subscriber-class'
export type { QueryCacheEntry } from './typeorm/result-cache/asked-query'
export type { QueryResultCacheOptions } from './typeorm/result-cache/cache-options'
export type { ExplainedReference, QueryExplanation, QueryToExplain } from './typeorm/result-cache/query-explanation'
export type { AlkeyQueryResultCache } from './typeorm/result-cache/query-result-cache'
export type { CachedDecorator, CachedOptions } from './values/cached-methods'
export type { Duration } from './values/duration'
export type { HoldsLocks, LoadLocks } from './values/load-locks'
export { MemoryValueStore, type MemoryValueStoreOptions } from './values/memory-value-store'
export type { RememberFunction } from './values/remember-function'
export type { RememberOptions } from './values/remember-options'
export type { Serializer } from './values/serializer'
export type { HoldsValues, ValueStore } from './values/value-store'
export type { Frozen, Plain } from './values/value-types'
