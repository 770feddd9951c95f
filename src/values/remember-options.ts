import type { EntityManager } from 'typeorm'
import { InvalidOptionError, InvalidPartError, reading, show } from '../errors'
import type { KeyPart } from '../keys/key-part'
import { checkBoolean, checkMethods, givenOptions, readOption } from '../option-checks'
import { type Duration, checkDurationOf, checkMilliseconds } from './duration'
import type { Serializer } from './serializer'
import type { ValueStore } from './value-store'

/** What `remember` takes besides parts and load. */
export interface RememberOptions {
  /**
   * How long the value is kept, as `'10m'` or in ms; its key may change before. A number below 1,000 is refused: 60 is 60 ms,
   * a minute is `'60s'`. Default: `'1h'`.
   */
  readonly ttl?: Duration | undefined
  /**
   * The manager of the transaction that the caller is in: what that has changed is then neither looked up nor stored.
   * Without it, what the transaction has changed may be answered from before the change.
   */
  readonly manager?: EntityManager | undefined
  /** Where the value is kept. Default: the option `values` of `Alkey`. */
  readonly values?: ValueStore | undefined
  /** Default: one that keeps dates, bigints, Maps, Sets, Buffers, `undefined`, cycles, and instances of entities. */
  readonly serializer?: Serializer | undefined
  /**
   * Gives and stores instances of other classes than entities (DTOs) as plain objects of their own enumerable properties,
   * without methods, on a miss as on a hit. Not beside a `serializer`, which decides for itself. Default: false, and a value
   * with such an instance is not stored.
   */
  readonly plain?: boolean | undefined
  /**
   * Gives all callers of this process one value, deeply frozen, in place of a copy each: for those who only read. With the
   * option `localValues` of `Alkey` it is then made once for as long as it is kept. A value with a Date, a Map, a Set, bytes or
   * a lazy relation in it can't be frozen, so of that each caller has a copy still. Default: false.
   */
  readonly shared?: boolean | undefined
  /** Whether `null` and `undefined` are stored. Default: true. */
  readonly storeNull?: boolean | undefined
  /** The longest text that is stored for a value, in bytes. Default: 1 MiB. */
  readonly maxBytes?: number | undefined
  /**
   * Whether one process loads and the others wait for its value. After `leaseMs` (default 10,000 ms), as when the loader
   * has died, the next one loads; after twice that nobody waits any longer. Through Redis; other token stores keep no
   * locks between processes. Within one process each waits for loads in the same way without it, by leases of 10,000 ms.
   * Default: false.
   */
  readonly lock?: boolean | { readonly leaseMs?: number | undefined } | undefined
  /**
   * Gives a value that was loaded no longer ago than this, though something has changed since, and loads a new one
   * meanwhile. That value is stale. Default: never.
   */
  readonly staleWhileRevalidate?: Duration | undefined
  /** The same, where the load fails: such a value in place of the error. That value is stale. Default: never. */
  readonly staleIfError?: Duration | undefined
  /**
   * Loads the share `sampleRate` (0 to 1) of hits again, beside the caller, and tells by the event `mismatch` when the
   * stored value is another one though nothing has changed. Default: none.
   */
  readonly audit?: { readonly sampleRate: number } | undefined
}

/** Options as they count. */
export interface ResolvedRemember {
  readonly ttlMs: number
  readonly manager: EntityManager | undefined
  readonly values: ValueStore | undefined
  readonly serializer: Serializer | undefined
  readonly isPlain: boolean
  readonly isShared: boolean
  readonly storesNull: boolean
  readonly maxBytes: number
  readonly lockLeaseMs: number | undefined
  readonly staleWhileRevalidateMs: number
  readonly staleIfErrorMs: number
  readonly sampleRate: number
}

const DEFAULT_LOCK_LEASE_MS = 10_000

const known = [
  'ttl',
  'manager',
  'values',
  'serializer',
  'plain',
  'shared',
  'storeNull',
  'maxBytes',
  'lock',
  'staleWhileRevalidate',
  'staleIfError',
  'audit',
] as const satisfies (keyof RememberOptions)[]

/** @throws InvalidOptionError */
export function resolveRememberOptions(given: RememberOptions): ResolvedRemember {
  const options = givenOptions<RememberOptions>('remember()', given, known)
  return {
    ttlMs: checkDurationOf('ttl', options.ttl ?? '1h'),
    manager: options.manager,
    values: options.values === undefined ? undefined : checkMethods('values', options.values, ['get', 'set']),
    serializer:
      options.serializer === undefined
        ? undefined
        : checkMethods('serializer', options.serializer, ['stringify', 'parse']),
    isPlain: checkPlain(options),
    isShared: checkBoolean('shared', options.shared ?? false),
    storesNull: checkBoolean('storeNull', options.storeNull ?? true),
    maxBytes: checkCount('maxBytes', options.maxBytes ?? 1024 * 1024),
    lockLeaseMs: lockLeaseOf(options.lock ?? false),
    staleWhileRevalidateMs: optionalDuration('staleWhileRevalidate', options.staleWhileRevalidate),
    staleIfErrorMs: optionalDuration('staleIfError', options.staleIfError),
    sampleRate: options.audit === undefined ? 0 : checkRate(options.audit),
  }
}

function checkCount(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidOptionError(`${name} must be a positive whole number of bytes, not ${show(value)}.`)
}

function checkPlain({ plain = false, serializer }: RememberOptions): boolean {
  if (checkBoolean('plain', plain) && serializer !== undefined) {
    throw new InvalidOptionError(
      'plain and serializer were both given: the serializer decides what is stored. Leave one of them out.',
    )
  }
  return plain
}

function lockLeaseOf(lock: NonNullable<RememberOptions['lock']>): number | undefined {
  if (typeof lock === 'object')
    return checkMilliseconds('lock.leaseMs', readOption('lock', () => lock.leaseMs) ?? DEFAULT_LOCK_LEASE_MS)
  return checkBoolean('lock', lock) ? DEFAULT_LOCK_LEASE_MS : undefined
}

function optionalDuration(name: string, value: Duration | undefined): number {
  return value === undefined ? 0 : checkDurationOf(name, value)
}

function checkRate(audit: unknown): number {
  const sampleRate = readOption('audit', () => ((audit ?? {}) as { sampleRate?: unknown }).sampleRate)
  if (typeof sampleRate === 'number' && sampleRate >= 0 && sampleRate <= 1) return sampleRate
  throw new InvalidOptionError(`audit.sampleRate must be a share from 0 to 1, not ${show(sampleRate)}.`)
}

/** @returns a copy of the parts @throws InvalidPartError, InvalidOptionError */
export function checkArguments(parts: unknown, load: unknown): readonly KeyPart[] {
  const copy = reading(
    () => (Array.isArray(parts) ? (parts as readonly KeyPart[]).slice() : undefined),
    (cause, shown) =>
      new InvalidPartError(`The first argument of remember() can't be read: that threw ${shown}.`, { cause }),
  )
  if (!copy) throw new InvalidPartError(`The first argument of remember() is an array of parts, not ${show(parts)}.`)
  if (typeof load === 'function') return copy
  throw new InvalidOptionError(`The second argument of remember() is a function that loads, not ${show(load)}.`)
}
