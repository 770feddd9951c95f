import type { EntityManager } from 'typeorm'
import { InvalidOptionError, InvalidPartError, reading, show } from '../errors'
import { claimsToBeIdentifier } from '../identifiers/identifier'
import type { KeyPart } from '../keys/key-part'
import { checkBoolean, checkMethods, givenOptions, readOption } from '../option-checks'
import type { TokenSource } from '../tokens/token-source'
import { type Duration, checkDurationOf, checkMilliseconds } from './duration'
import type { OwnKind } from './own-parts'
import type { Serializer } from './serializer'
import type { ValueStore } from './value-store'

/** Options of `remember` and `computed`. */
export interface RememberOptions {
  /**
   * How long the value is kept, like `'10m'` (from 1 ms to a hundred years), or in ms from 1,000: an upper bound, since it is
   * reloaded sooner if its dependencies change. 3,600 is 3.6 s, and 60 is refused, because it would be 60 ms; a minute is
   * `'60s'`. Default: `'1h'`.
   */
  readonly ttl?: Duration | undefined
  /**
   * The manager of the caller's transaction. Values that depend on its changes are then loaded, and neither looked up nor
   * stored. Without it, such a value may be the one from before the change. Default: that of the option `manager` of `Alkey`.
   */
  readonly manager?: EntityManager | undefined
  /**
   * Whether the tokens are read from Redis now, past the option `nearCache` of `Alkey`: then no process's committed write is
   * missed. With `manager` they are anyway. Default: false.
   */
  readonly fresh?: boolean | undefined
  /** The value store for this value. Default: the option `values` of `Alkey`. */
  readonly values?: ValueStore | undefined
  /** Turns the value into text and back. The default keeps dates, bigints, Maps, Sets, Buffers, `undefined`, cycles and entities. */
  readonly serializer?: Serializer | undefined
  /**
   * Whether instances of classes that are not entities (DTOs) are stored as plain objects: their own enumerable properties,
   * without methods. The caller gets plain objects on a miss as well as on a hit. Not together with `serializer`. The type of
   * the value has no methods then, see `Plain`. Default: false, and a value that contains such an instance is not stored.
   */
  readonly plain?: boolean | undefined
  /**
   * Gives all callers of this process one value, deeply frozen, in place of a copy each: for those who only read. With the
   * option `localValues` of `Alkey` it is then made once for as long as it is kept. A value with a Date, a Map, a Set, bytes or
   * a lazy relation in it can't be frozen, so of that each caller has a copy still. The type of the value is read-only, see
   * `Frozen`. Default: false.
   */
  readonly shared?: boolean | undefined
  /** Whether `null` and `undefined` are stored. Default: true. */
  readonly storeNull?: boolean | undefined
  /** The most bytes of serialized text stored for a value. A longer value is not stored. Default: 1 MiB. */
  readonly maxBytes?: number | undefined
  /**
   * Whether one process loads and the others wait for its value, by a lock in Redis. If the value has not come after
   * `leaseMs` (default: 10,000), the next process loads. After twice that, a caller stops waiting and loads itself. With
   * other token stores there are no locks between processes. Within one process, callers wait for a running load anyway,
   * as with a `leaseMs` of 10,000. Default: false.
   */
  readonly lock?: boolean | { readonly leaseMs?: number | undefined } | undefined
  /**
   * Returns a stale value if it was loaded no longer ago than this, and loads a new one in the background. Default: never.
   */
  readonly staleWhileRevalidate?: Duration | undefined
  /** If the load fails, returns a stale value loaded no longer ago than this, instead of throwing. Default: never. */
  readonly staleIfError?: Duration | undefined
  /**
   * Loads this share of hits (`sampleRate`, 0 to 1) again in the background, and compares. If the stored value differs though
   * no dependency has changed, emits the event `mismatch`. Default: no audit.
   */
  readonly audit?: { readonly sampleRate: number } | undefined
  /**
   * What events and warnings call the value: 1 to 200 characters. With `computed` it is also part of the key, as if it were
   * the first of the parts. Default: the first text among the parts.
   */
  readonly name?: string | undefined
}

/** How a value is asked for: whether its dependencies are found by the queries of its load, and what messages say of it. */
export interface Caller {
  readonly caller: string
  readonly isTraced: boolean
  /** Where the value is another one than that of `remember` with the same parts. */
  readonly kind?: OwnKind
  /** Where its tokens come from, in place of the store. */
  readonly source?: TokenSource | undefined
}

export const REMEMBER: Caller = { caller: 'remember()', isTraced: false }
export const COMPUTED: Caller = { caller: 'computed()', isTraced: true, kind: 'C' }

/** Options as they count. */
export interface ResolvedRemember {
  readonly ttlMs: number
  readonly manager: EntityManager | undefined
  readonly isFresh: boolean
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
  readonly name: string | undefined
}

const DEFAULT_LOCK_LEASE_MS = 10_000

const known = [
  'ttl',
  'manager',
  'fresh',
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
  'name',
] as const satisfies (keyof RememberOptions)[]

/** What most callers give: nothing. */
export const NO_OPTIONS: RememberOptions = Object.freeze({})

/** @param caller as messages name it @throws InvalidOptionError */
export function resolveRememberOptions(caller: string, given: RememberOptions): ResolvedRemember {
  return given === NO_OPTIONS ? defaults : resolve(caller, given)
}

function resolve(caller: string, given: RememberOptions): ResolvedRemember {
  const options = givenOptions<RememberOptions>(caller, given, known)
  return {
    ttlMs: checkDurationOf('ttl', options.ttl ?? '1h'),
    manager: options.manager,
    isFresh: checkBoolean('fresh', options.fresh ?? false),
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
    name: options.name === undefined ? undefined : checkName(options.name),
  }
}

/** Worked out once, since it is needed for each hit. */
const defaults = resolve('', NO_OPTIONS)

function checkName(name: unknown): string {
  if (typeof name !== 'string' || name === '' || name.length > MOST_NAME)
    throw new InvalidOptionError(`name must be a text of 1 to ${MOST_NAME} characters, not ${show(name)}.`)
  if (!claimsToBeIdentifier(name)) return name
  throw new InvalidOptionError(
    `name must not look like an identifier, as ${show(name)} does. Pass a dependency as a part.`,
  )
}

const MOST_NAME = 200

function checkCount(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidOptionError(`${name} must be a positive whole number of bytes, not ${show(value)}.`)
}

function checkPlain({ plain = false, serializer }: RememberOptions): boolean {
  if (checkBoolean('plain', plain) && serializer !== undefined) {
    throw new InvalidOptionError(
      "plain and serializer can't be used together: a serializer decides itself what it stores. Leave one of them out.",
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
  throw new InvalidOptionError(`audit.sampleRate must be a number from 0 to 1, not ${show(sampleRate)}.`)
}

/** @param caller as messages name it @returns a copy of the parts @throws InvalidPartError, InvalidOptionError */
export function checkArguments(caller: string, parts: unknown, load: unknown): readonly KeyPart[] {
  const copy = reading(
    () => (Array.isArray(parts) ? (parts as readonly KeyPart[]).slice() : undefined),
    (cause, shown) =>
      new InvalidPartError(`The first argument of ${caller} can't be read: reading it threw ${shown}.`, { cause }),
  )
  if (!copy)
    throw new InvalidPartError(`The first argument of ${caller} must be an array of parts, not ${show(parts)}.`)
  if (typeof load === 'function') return copy
  throw new InvalidOptionError(
    `The second argument of ${caller} must be a function that loads the value, not ${show(load)}.`,
  )
}
