import { InvalidValueError, show } from '../errors'
import type { EventHub } from '../events'
import type { DerivedKey, CacheKeyGenerator } from '../keys/cache-key-generator'
import type { PreparedParts } from '../keys/parts-encoder'
import { type Entry, ageOf } from './entry'
import type { Loaded } from './flights'
import { freezeDeep } from './freeze'
import type { GuardedValues } from './guarded-values'
import { Pace } from './pace'
import type { ResolvedRemember } from './remember-options'
import type { Serializer } from './serializer'
import { unstorableValue } from './unstorable'
import { nameOfValue } from './value-name'

/** A value to be had, one way or the other. */
export interface Wanted<Value> {
  readonly parts: readonly unknown[]
  readonly prepared: PreparedParts
  readonly load: () => Value | PromiseLike<Value>
  readonly options: ResolvedRemember
  readonly generator: CacheKeyGenerator
  readonly key: DerivedKey
  readonly values: GuardedValues
  /** Whether its dependencies are found by the queries of the load. */
  readonly isTraced: boolean
  /** When it was asked for, by `performance.now()`. */
  readonly askedAt: number
  /** How many loads had ended before the store was asked. */
  readonly ended: number
  readonly serializer: Serializer
}

/** A stored value, read for one caller. */
export interface Found {
  readonly entry: Entry
  readonly value: unknown
}

/** How many characters are made values of in one turn of the event loop, and what each value costs at the least. */
export const CHARACTERS = 256 * 1024
const LEAST_COST = CHARACTERS / 100

/** Makes values of what is stored, and texts of what is to be. What can't be read is not there. */
export class StoredTexts {
  readonly #events: EventHub
  readonly #pace = new Pace(CHARACTERS)
  /** Values of entries that all callers share. */
  readonly #frozen = new WeakMap<Entry, { readonly value: unknown }>()

  constructor(events: EventHub) {
    this.#events = events
  }

  /** What is stored under the key, if all that it was made of is as it was. */
  async find(wanted: Wanted<unknown>): Promise<Found | undefined> {
    return this.current(wanted, await wanted.values.get(wanted.key.key))
  }

  /** A copy of the value, for one caller, if all that it was made of is as it was. */
  async current(wanted: Wanted<unknown>, entry: Entry | undefined): Promise<Found | undefined> {
    if (entry?.within && !(await wanted.generator.isCurrent(entry.within))) return undefined
    return this.open(wanted, entry)
  }

  /** The same of what was loaded for another caller: if that was begun since, it is new enough whatever has changed. */
  async shared(wanted: Wanted<unknown>, { entry, begunAt = 0 }: Loaded): Promise<Found | undefined> {
    return begunAt > wanted.askedAt ? this.open(wanted, entry) : this.current(wanted, entry)
  }

  /** A copy of the value, for one caller. */
  async open({ serializer, options }: Wanted<unknown>, entry: Entry | undefined): Promise<Found | undefined> {
    if (!entry) return undefined
    const known = options.isShared ? this.#frozen.get(entry) : undefined
    if (known) return { entry, value: known.value }
    const paused = options.manager ? undefined : this.#pace.step(Math.max(entry.text.length, LEAST_COST))
    if (paused) await paused
    try {
      const value = serializer.parse(entry.text)
      if (options.isShared && freezeDeep(value)) this.#frozen.set(entry, { value })
      return { entry, value }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      const message = `A stored value could not be read: ${reason}`
      const error = cause instanceof InvalidValueError ? cause : new InvalidValueError(message, { cause })
      this.#events.emit('error', { error })
      return undefined
    }
  }

  /** The value that was stored last, whatever has changed since, if it was loaded no longer ago. */
  async stale(wanted: Wanted<unknown>, mostMs: number): Promise<Found | undefined> {
    if (mostMs === 0 || wanted.options.manager) return undefined
    const entry = await wanted.values.getLasting(staleKey(wanted.key))
    if (!entry || ageOf(entry) > mostMs) return undefined
    // What it was made of may have had another shape, as the parts of the key say for themselves.
    if (entry.within && entry.within.schema !== wanted.key.dependencies.schema) return undefined
    return this.open(wanted, entry)
  }

  /** `undefined` for what the serializer can't give back. */
  textOf(wanted: Wanted<unknown>, value: unknown): string | undefined {
    const { serializer, options } = wanted
    try {
      const text: unknown = serializer.stringify(value)
      if (typeof text === 'string') return text
      // As JSON does with it.
      if (value === undefined && !options.storesNull) return undefined
      throw new InvalidValueError(`A serializer has made ${show(text)} of it, and no text.`)
    } catch (cause) {
      this.#events.emit('error', { error: unstorableValue(value, nameOfValue(wanted), cause) })
      return undefined
    }
  }
}

/** Where the last value is kept, whatever has changed since. */
export function staleKey(key: DerivedKey): string {
  return `alkey:stale:${key.lasting()}`
}

/** As those will have it who find it stored, so that the first caller sees it, too. */
export function asFound<Value>(value: Value, serializer: Serializer, isShared: boolean): Value {
  let copy: Value
  try {
    copy = serializer.parse(serializer.stringify(value)) as Value
  } catch {
    // It can't be stored, which is told where that is tried.
    return value
  }
  if (isShared) freezeDeep(copy)
  return copy
}
