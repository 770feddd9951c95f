import { withinDeadline } from '../deadline'
import { HandlerFailedError } from '../errors'
import type { EventHub } from '../events'
import {
  type TagReading,
  type VersionReader,
  type VersionSource,
  type Versioned,
  type VersionedPart,
  readVersions,
} from '../tokens/versioned-part'
import { Repetitions } from './repetitions'
import { report } from './report'
import { TagIncrements } from './tag-increments'
import { TagMap, unique } from './tag-map'

/** How long after a failure what is owed is tried again. */
const RETRY_MS = 1_000

/**
 * Increments tags that cache handlers keep, and reads them. No call waits longer than the deadline, since a handler may
 * have none. What could not be incremented is owed, and delivered before keys with it are made.
 */
export class TagDelivery implements VersionReader {
  readonly #deadlineMs: number
  readonly #events: EventHub
  /** Of tags with an increment under way, or owed. Nothing bounds them: a handler can't be told that all have changed. */
  readonly #increments = new TagMap<TagIncrements>()
  /** Tags that are to be incremented again. */
  readonly #again: Repetitions<readonly Versioned[]>
  #retry: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(deadlineMs: number, leaseMs: number, events: EventHub) {
    this.#deadlineMs = deadlineMs
    this.#again = new Repetitions(leaseMs, (tags) => void this.increment(tags))
    this.#events = events
  }

  /** The names of tags that are owed. */
  get owed(): string[] {
    return this.#owed.map(({ tag }) => tag.name)
  }

  /** Increments now, and never rejects. @returns why a handler did not do it, if one did not; then it is owed */
  async increment(tags: Iterable<Versioned>): Promise<Error | undefined> {
    return failureOf(
      unique(tags).map((tag) => {
        const increments = this.#incrementsOf(tag)
        return this.#delivered(increments, increments.begin())
      }),
    )
  }

  /** Nobody knows whether a transaction has committed, or will: increments now, and again after 1, 2, 4 … leases. */
  async incrementRepeatedly(tags: readonly Versioned[]): Promise<void> {
    await this.increment(tags)
    if (tags.length > 0 && !this.#isClosed) this.#again.add(tags)
  }

  async read(parts: readonly VersionedPart[]): Promise<TagReading> {
    try {
      const versions = await readVersions(parts, (source, tags) =>
        this.#within(this.#readFrom(source, tags), source, 'reading versions'),
      )
      return { versions }
    } catch (cause) {
      return { unavailable: 'handler-failed', cause }
    }
  }

  /** Settles for the last time, and then rests. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#retry)
    await this.settle()
  }

  /** Tries to deliver what is owed, and doesn't wait any longer with increments that are to be repeated. */
  async settle(): Promise<void> {
    await Promise.all([this.increment(this.#again.end().flat()), this.#pay(this.#owed)])
  }

  get #owed(): TagIncrements[] {
    return this.#increments.values().filter(({ isOwed }) => isOwed)
  }

  async #readFrom(source: VersionSource, tags: readonly Versioned[]): Promise<readonly string[]> {
    const owed = unique(tags).flatMap((tag) => this.#increments.get(tag) ?? [])
    const failure = await this.#pay(owed.filter(({ isOwed }) => isOwed))
    if (failure) throw failure
    return source.read(tags)
  }

  #pay(owed: readonly TagIncrements[]): Promise<Error | undefined> {
    return failureOf(owed.map((increments) => this.#delivered(increments, increments.last())))
  }

  #incrementsOf(tag: Versioned): TagIncrements {
    const known = this.#increments.get(tag)
    if (known) return known
    const increments = new TagIncrements(tag, () => {
      this.#increments.delete(tag)
    })
    this.#increments.set(tag, increments)
    return increments
  }

  async #delivered(increments: TagIncrements, increment: Promise<void>): Promise<Error | undefined> {
    const { source, name } = increments.tag
    try {
      await this.#within(increment, source, `incrementing '${name}'`)
      return undefined
    } catch (cause) {
      // Told once, and not each time that it is tried again.
      if (!increments.isOwed) report(this.#events, 'A tag could not be incremented', cause)
      increments.isOwed = true
      this.#retryLater()
      return cause instanceof Error ? cause : new HandlerFailedError(String(cause))
    }
  }

  #retryLater(): void {
    if (this.#isClosed) return
    // One that waits already stays, or failures that come fast would put it off for ever.
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined
      void this.#pay(this.#owed)
    }, RETRY_MS).unref()
  }

  #within<Value>(promise: Promise<Value>, source: VersionSource, what: string): Promise<Value> {
    return withinDeadline(promise, this.#deadlineMs, () => {
      const name = source.groupName()
      return new HandlerFailedError(
        `The cache handler '${name}' gave no answer within ${this.#deadlineMs} ms, for ${what}.`,
      )
    })
  }
}

async function failureOf(deliveries: readonly Promise<Error | undefined>[]): Promise<Error | undefined> {
  return (await Promise.all(deliveries)).find((failure) => failure !== undefined)
}
