import { BrokenRecordError, show } from '../errors'
import type { EventHub } from '../events'
import { EVERYTHING, GLOBAL, SCOPES, parseIdentifier, withGlobal } from '../identifiers/identifier'
import type { ChangeLog, ClaimedRecord } from '../tokens/change-log'
import type { TokenStore } from '../tokens/token-store'
import { type RecordReading, lookNote, readRecord } from './record-notes'
import { verdictOn } from './repair-verdict'
import { report } from './report'
import type { TokenChanges } from './token-changes'
import type { ConnectionState, WriterWatch } from './writer-watch'

/**
 * Finds records whose writer has fallen silent, and bumps what they name, until it can't be committed any more. Every
 * process that reads or writes tokens does, beside its work: the timer keeps no process alive.
 */
export class Repairer {
  readonly #store: TokenStore & ChangeLog
  readonly #changes: TokenChanges
  readonly #leaseMs: number
  readonly #events: EventHub
  readonly #writers: WriterWatch
  #timer: NodeJS.Timeout | undefined
  #isLooking = false
  #isStopped = false

  constructor(
    store: TokenStore & ChangeLog,
    changes: TokenChanges,
    leaseMs: number,
    events: EventHub,
    writers: WriterWatch,
  ) {
    this.#store = store
    this.#changes = changes
    this.#leaseMs = leaseMs
    this.#events = events
    this.#writers = writers
  }

  /** Begins to look, when it has not begun yet. */
  start(): void {
    if (this.#timer || this.#isStopped) return
    this.#timer = setInterval(() => void this.#look(), this.#leaseMs / 2)
    this.#timer.unref()
  }

  stop(): void {
    this.#isStopped = true
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    const failed = (cause: unknown): void => {
      report(this.#events, 'Records could not be repaired', cause)
    }
    try {
      let claimed: readonly ClaimedRecord[]
      do {
        claimed = await this.#changes.claim(this.#store)
        const records = claimed.map(({ identifiers }) => readRecord(identifiers))
        const states = await this.#writers.statesOf(records.map(({ writer }) => writer))
        // What was claimed falls due again: one that can't be repaired now doesn't keep the others from it.
        for (const [i, one] of claimed.entries())
          await this.#repair(one, records[i] as RecordReading, states[i]).catch(failed)
      } while (claimed.length > 0)
    } catch (cause) {
      failed(cause)
    } finally {
      this.#isLooking = false
    }
  }

  async #repair(claimed: ClaimedRecord, record: RecordReading, state: ConnectionState | undefined): Promise<void> {
    const { changeSet, cause } = claimed
    const isBroken = cause !== undefined || !record.identifiers.every(isReadable)
    if (isBroken) this.#tellBroken(claimed, record.identifiers)
    // A lease without contents: the record was evicted, and nobody knows what its writer has changed.
    const isLost = isBroken || record.identifiers.length === 0
    const { bumps, keeps } = isLost ? lost : verdictOn(record, state, this.#leaseMs)
    const isEverything = isLost || record.identifiers.includes(EVERYTHING)
    const identifiers = isEverything ? [GLOBAL] : [...withGlobal(record.identifiers)]
    // In the same go, since a reader in between would take up the scopes again: its writer may have kept fewer than those that live.
    const bumped = [...identifiers, SCOPES]
    if (bumps && isEverything) await this.#store.flush()
    if (!keeps) await this.#store.settle(changeSet, bumped)
    else {
      if (bumps) await this.#store.bump(bumped)
      await this.#store.keep(changeSet, lookNote(keeps), record.lookNote, this.#leaseMs)
    }
    if (bumps) this.#events.emit('repaired', { identifiers })
  }

  #tellBroken({ changeSet, cause }: ClaimedRecord, recorded: readonly string[]): void {
    const member = recorded.find((one) => !isReadable(one))
    const reason = cause instanceof Error ? cause.message : `it names ${show(member)}, which is no identifier.`
    const error = new BrokenRecordError(
      `The record '${changeSet}' of what another process has changed can't be read: ${reason} Another program, or a newer ` +
        'version, may write into this namespace. Every key changes now, and the record is removed.',
      { cause },
    )
    this.#events.emit('error', { error })
  }
}

/** Whether it says what has changed. */
function isReadable(identifier: string): boolean {
  return identifier === EVERYTHING || parseIdentifier(identifier) !== undefined
}

const lost = { bumps: true, keeps: undefined }
