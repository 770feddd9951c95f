export { Alkey, type CloseReport, type KeyGeneratorFunction, type KeyPart } from './alkey'
export {
  AlkeyError,
  type AlkeyErrorCode,
  AlreadyAttachedError,
  ClosedError,
  HookFailedError,
  InvalidIdentifierError,
  InvalidOptionError,
  InvalidPartError,
  NotAttachedError,
  NotInitializedError,
  UnavailableError,
  UnknownEntityError,
} from './errors'
export type { AlkeyEventName, AlkeyEvents, AlkeyListener, UncacheableReason } from './events'
export { GLOBAL } from './identifiers/identifier'
export { type IdValue, Literal, Ref, type RefTarget, literal, ref } from './identifiers/ref'
export type { ExplainedPart, Explanation } from './keys/key-generator'
export type { AlkeyOptions } from './options'
export { redisFromEnvironment } from './redis/redis-from-environment'
export { RedisTokenStore, type RedisTokenStoreOptions } from './redis/redis-token-store'
export type { ReportsAvailability } from './tokens/availability'
export type { ChangeLog, ClaimedRecord } from './tokens/change-log'
export { MemoryTokenStore, type MemoryTokenStoreOptions } from './tokens/memory-token-store'
export type { TokenReading, TokenStore } from './tokens/token-store'
export type { SubscriberClass } from './typeorm/attachment'
