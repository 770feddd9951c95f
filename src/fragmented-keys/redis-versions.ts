import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { VersionKey } from './cache-handler'
import { exchangeVersion, raiseMark } from './exchange-version'
import { incremented, storedVersion } from './stored-version'
import { Turns } from './turns'
import { freshVersion, isCounted } from './version-steps'
import { formatVersion, parseVersion } from './version-text'

/**
 * The highest versions given out. Tags share them in groups, so that this doesn't grow with their number. No tag is
 * stored under such a name: theirs have an underscore.
 */
export const MARKS = 'alkey:version-marks'

/** Groups of tags: enough that one which somebody has set to the future seldom takes others there. */
const GROUPS = 1_024

/** What there is at the moment. */
interface State {
  readonly stored: string
  readonly mark: number
  /** Redis's clock, in ms. */
  readonly now: number
}

interface Proposal {
  readonly version: number
  /** It must be above everything given out, or it comes too late. */
  readonly isFresh: boolean
}

/** Versions in Redis, made here and put there only in the place of the one that they were made from. */
export class RedisVersions {
  static readonly #known = new WeakMap<Redis, RedisVersions>()
  readonly #client: Redis
  readonly #turns = new Turns()
  /** The marks that this process has seen, in case that Redis evicts them. */
  readonly #seen = new Map<string, number>()

  /** The same for the same client: its increments of one tag then wait for each other instead of trying again. */
  static of(client: Redis): RedisVersions {
    const known = this.#known.get(client) ?? new RedisVersions(client)
    this.#known.set(client, known)
    return known
  }

  private constructor(client: Redis) {
    this.#client = client
  }

  seed({ key, initial }: VersionKey): Promise<string> {
    return this.#change(key, (state) => (state.stored === '' ? firstProposal(state, initial) : undefined))
  }

  increment({ key, initial }: VersionKey): Promise<string> {
    return this.#change(key, (state) => {
      const version = state.stored === '' ? firstProposal(state, initial).version : storedVersion(key, state.stored)
      return { version: incremented(key, version), isFresh: state.stored === '' && initial === undefined }
    })
  }

  reset(key: string): Promise<string> {
    return this.#change(key, (state) => firstProposal(state))
  }

  /** A version was, or will be, set from outside: fresh ones must be above it. */
  async raise(key: string, value: string): Promise<void> {
    const version = parseVersion(value)
    if (version === undefined || !isCounted(version)) return
    this.#see(groupOf(key), version)
    await raiseMark(this.#client, [MARKS], [groupOf(key), formatVersion(version)])
  }

  /** @param propose what to put there; `undefined` to leave what is */
  #change(key: string, propose: (state: State) => Proposal | undefined): Promise<string> {
    return this.#turns.take(key, async () => {
      const group = groupOf(key)
      let state = (await this.#exchange(key, group, '', undefined)) as State
      for (;;) {
        const proposal = propose(state)
        if (!proposal) return state.stored
        const refusal = await this.#exchange(key, group, state.stored, proposal)
        if (!refusal) return formatVersion(proposal.version)
        // Somebody else was faster, so there is progress.
        state = refusal
      }
    })
  }

  /** @returns `undefined` when done, else what is there */
  async #exchange(key: string, group: string, expected: string, proposal?: Proposal): Promise<State | undefined> {
    const isFresh = proposal?.isFresh === true
    const isMarked = proposal !== undefined && (isFresh || isCounted(proposal.version))
    const text = proposal ? formatVersion(proposal.version) : ''
    const flags = [isFresh, isMarked].map(Number)
    const answer = await exchangeVersion(this.#client, [key, MARKS], [group, expected, text, ...flags])
    if (!Array.isArray(answer)) {
      if (isMarked) this.#see(group, proposal.version)
      return undefined
    }
    const [stored, mark, seconds, microseconds] = answer as [string, string, string, string]
    if (mark !== '') this.#see(group, Number(mark))
    const now = (Number(seconds) * 1e6 + Number(microseconds)) / 1e3
    return { stored, mark: this.#seen.get(group) ?? -Infinity, now }
  }

  #see(group: string, version: number): void {
    this.#seen.set(group, Math.max(version, this.#seen.get(group) ?? -Infinity))
  }
}

/** What a tag begins with. */
function firstProposal({ now, mark }: State, initial?: number): Proposal {
  return initial === undefined
    ? { version: freshVersion(now, mark), isFresh: true }
    : { version: initial, isFresh: false }
}

function groupOf(key: string): string {
  return String(createHash('sha1').update(key).digest().readUInt16BE() % GROUPS)
}
