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
import { report } from './report'
import { Retry } from './retry'
import { TagIncrements } from './tag-increments'
import { TagMap, unique } from './tag-map'

/**
 * Increments tags that cache handlers keep, and reads them. No call waits longer than the deadline, since a handler may
 * have none. What could not be incremented is owed, and delivered before keys with it are made.
 */
export class TagDelivery implements VersionReader {
  readonly #deadlineMs: number
  readonly #events: EventHub
  /** Of tags with an increment under way, or owed. Nothing bounds them: a handler can't be told that all have changed. */
  readonly #increments = new TagMap<TagIncrements>()
  readonly #retry = new Retry(() => void this.settle())

  constructor(deadlineMs: number, events: EventHub) {
    this.#deadlineMs = deadlineMs
    this.#events = events
  }

  /** The names of tags that are owed. */
  get owed(): string[] {
    return this.#owed.map(({ tag }) => tag.name)
  }

  /** Increments now, and never rejects. @returns why a handler did not do it, if one did not; then it is owed */
  async increment(tags: Iterable<Versioned>): Promise<Error | undefined> {
    return firstFailure(
      unique(tags).map((tag) => {
        const increments = this.#incrementsOf(tag)
        return this.#delivered(increments, increments.begin())
      }),
    )
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

  /** Tries to deliver what is owed. */
  async settle(): Promise<void> {
    await this.#pay(this.#owed)
  }

  /** Tries no more to deliver what is owed. */
  stop(): void {
    this.#retry.stop()
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
    return firstFailure(owed.map((increments) => this.#delivered(increments, increments.last())))
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
      this.#retry.later()
      return cause instanceof Error ? cause : new HandlerFailedError(String(cause))
    }
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

async function firstFailure(deliveries: readonly Promise<Error | undefined>[]): Promise<Error | undefined> {
  return (await Promise.all(deliveries)).find((failure) => failure !== undefined)
}
