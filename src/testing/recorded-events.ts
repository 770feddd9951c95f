import type { Alkey } from '../alkey'
import type { AlkeyEventName, AlkeyEvents } from '../events'

/** One event, and what its listeners got. */
export type RecordedEvent = {
  [Name in AlkeyEventName]: { readonly name: Name; readonly event: AlkeyEvents[Name] }
}[AlkeyEventName]

/** The events of an `Alkey` since `recordEvents` was called, or since `clear()`. */
export interface RecordedEvents {
  /** All of them, in order. */
  readonly all: readonly RecordedEvent[]
  /** Their names, in order: `['miss', 'hit']`. */
  readonly names: readonly AlkeyEventName[]
  /** What the listeners of one event got, in order. */
  of<Name extends AlkeyEventName>(name: Name): readonly AlkeyEvents[Name][]
  /** Forgets those that were recorded so far. */
  clear(): void
  /** Ends the recording. What was recorded stays. */
  stop(): void
}

/**
 * Records all events of an `Alkey`, to be asserted in a test. Events with a listener are not logged, so until `stop()` the
 * `logger` gets no warnings of events.
 *
 * @example
 * const events = recordEvents(alkey)
 * await dashboard(1)
 * await dashboard(1)
 * assert.deepEqual(events.names, ['miss', 'hit'])
 */
export function recordEvents(alkey: Pick<Alkey, 'eventCounts' | 'on'>): RecordedEvents {
  const all: RecordedEvent[] = []
  const names = Object.keys(alkey.eventCounts) as AlkeyEventName[]
  const stops = names.map((name) => alkey.on(name, (event) => all.push({ name, event } as RecordedEvent)))
  return {
    get all() {
      return [...all]
    },
    get names() {
      return all.map(({ name }) => name)
    },
    of: <Name extends AlkeyEventName>(wanted: Name) =>
      all.flatMap(({ name, event }) => (name === wanted ? [event as AlkeyEvents[Name]] : [])),
    clear: () => {
      all.length = 0
    },
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}
