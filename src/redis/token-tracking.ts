import type { Redis, RedisOptions } from 'ioredis'
import { withinDeadline } from '../deadline'
import { ClusterUnsupportedError, NearCacheFailedError, RefusedError } from '../errors'
import { failureOf } from './failure'
import { letProcessEnd } from './idle-client'
import { openClient, retryDelayMs } from './open-client'
import type { RedisConnection } from './redis-connection'
import { identityOf } from './server-identity'
import { serverName } from './server-name'

const WHAT = 'tracking tokens'
const ASKING = 'asking who it is'
const CHANNEL = '__redis__:invalidate'

/** What was refused is asked for again after this: an operator may have allowed it. */
const REFUSED_PAUSE_MS = 60_000

/** So many attempts in a row that failed, while the other connection works, are told. */
const TOLD_FAILURES = 3

/** What a tracking connection tells. */
export interface TokenNews {
  /** From now on all changes are told. */
  begin(): void
  /** What is stored under these keys may have changed. */
  changed(keys: readonly string[]): void
  /** Everything may have changed. */
  clear(): void
  /** Changes are told no more. */
  end(): void
}

export interface TrackingOptions {
  /** How keys begin whose changes are to be told. None may begin as another one does. */
  readonly prefixes: readonly string[]
  readonly deadlineMs: number
  readonly maxStalenessMs: number
}

/**
 * A connection on which Redis tells what has changed. It speaks RESP2, since ioredis 6 drops what is pushed by RESP3, and
 * subscribes to itself: so there is no other connection whose loss would leave this one silent.
 *
 * That it is silent proves nothing, so it is asked for a sign of life, but only while somebody relies on it. What was sent
 * before the answer has been told by then. A demoted server would answer, too: so at the same time the other connection asks
 * who the server is.
 */
export class TokenTracking {
  readonly #connection: RedisConnection
  readonly #options: TrackingOptions
  readonly #news: TokenNews
  readonly #client: Redis
  /** Of the server that tells; absent while none does. */
  #identity: string | undefined
  /** When the question was sent that was answered last: all changes from before it have been told. */
  #provenAt = -Infinity
  #proving: Promise<void> | undefined
  /** How many attempts in a row have failed, and when the next one may come. */
  #failures = 0
  #nextAt = -Infinity
  #connectError: unknown
  #isClosed = false

  constructor(
    redis: Redis | string | RedisOptions,
    connection: RedisConnection,
    options: TrackingOptions,
    news: TokenNews,
  ) {
    this.#connection = connection
    this.#options = options
    this.#news = news
    this.#client = openClient(redis, options.deadlineMs, respTwo)
    letProcessEnd(this.#client)
    this.#client.on('error', (error) => {
      this.#connectError = error
    })
    for (const event of ['close', 'end'])
      this.#client.on(event, () => {
        this.#lost()
      })
    this.#client.on('messageBuffer', (_, message: unknown) => {
      this.#hear(message)
    })
    connection.availability.listen((isAvailable) => {
      if (!isAvailable) this.#disconnect()
    })
  }

  /** How the keys begin that are told, with what the client puts before them. */
  get keyPrefix(): string {
    return this.#client.options.keyPrefix ?? ''
  }

  /** Of the server that tells of changes; `undefined` while none does. */
  get identity(): string | undefined {
    return this.#identity
  }

  /** Whether all changes up to `maxStalenessMs` ago have been told. Has it proven again for later calls, where that is due. */
  isProven(): boolean {
    const now = performance.now()
    const { maxStalenessMs } = this.#options
    const ageMs = now - this.#provenAt
    if (ageMs > maxStalenessMs / 2 && this.#proving === undefined) this.#prove(now)
    return ageMs <= maxStalenessMs
  }

  close(): void {
    this.#isClosed = true
    this.#disconnect()
  }

  #prove(now: number): void {
    if (this.#isClosed || !this.#connection.availability.isAvailable) return
    const isDown = this.#client.status === 'wait' || this.#client.status === 'end'
    if (this.#identity === undefined && (!isDown || now < this.#nextAt)) return
    const work = this.#identity === undefined ? this.#arm() : this.#ask(this.#identity)
    this.#proving = work.finally(() => (this.#proving = undefined))
  }

  /** Has the server tell of changes, once the other connection knows which one it is. */
  async #arm(): Promise<void> {
    // Why it doesn't, it tells itself.
    const other = await this.#connection.run(ASKING, identityOf).catch(() => undefined)
    if (!other || this.#isClosed) return
    try {
      const waitMs = 2 * Math.max(this.#options.deadlineMs, 500)
      const missed = (): Error => new Error(`there was no answer within ${waitMs} ms`)
      await withinDeadline(this.#armNow(other.identity), waitMs, missed)
    } catch (cause) {
      this.#disconnect()
      this.#failed(cause)
    }
  }

  async #armNow(otherIdentity: string): Promise<void> {
    const client = this.#client
    // ioredis rejects without the reason, and tells that by an event.
    this.#connectError = undefined
    await client.connect().catch((cause: unknown) => {
      throw this.#connectError ?? cause
    })
    const askedAt = performance.now()
    const [identity, id] = await Promise.all([identityOf(client), client.client('ID')])
    if (identity !== otherIdentity) throw new Error('the other connection leads to another server')
    const prefixes = this.#options.prefixes.flatMap((prefix) => ['PREFIX', this.keyPrefix + prefix])
    await Promise.all([
      client.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', id, 'BCAST', ...prefixes),
      client.subscribe(CHANNEL),
    ])
    if (client.status !== 'ready') throw new Error('the connection was lost meanwhile')
    this.#identity = identity
    this.#provenAt = askedAt
    this.#news.begin()
  }

  /** Asks for a sign of life. Without one the connection is made anew: it may be cut without either end knowing. */
  async #ask(identity: string): Promise<void> {
    const askedAt = performance.now()
    const { deadlineMs } = this.#options
    const missed = (): Error => new Error(`there was no answer within ${deadlineMs} ms`)
    try {
      const [, other] = await Promise.all([
        withinDeadline(this.#client.ping(), deadlineMs, missed),
        this.#connection.run(ASKING, identityOf),
      ])
      if (other.value !== identity) throw new Error('the other connection leads to another server')
      // Another connection may have been made meanwhile.
      if (this.#identity === identity) this.#provenAt = askedAt
      this.#failures = 0
      this.#connection.failures.worked(WHAT)
    } catch (cause) {
      this.#disconnect()
      this.#failed(cause)
    }
  }

  #hear(message: unknown): void {
    if (this.#identity === undefined) return
    // Without keys: all were removed.
    if (Array.isArray(message)) this.#news.changed((message as Buffer[]).map((key) => key.toString()))
    else this.#news.clear()
  }

  #failed(thrown: unknown): void {
    const { failures, availability } = this.#connection
    if (this.#isClosed || !availability.isAvailable) return
    const cause = failureOf(WHAT, thrown, serverName(this.#client))
    const isRefused = cause instanceof RefusedError
    this.#nextAt = performance.now() + (isRefused ? REFUSED_PAUSE_MS : retryDelayMs(this.#failures))
    this.#failures++
    // The other connection says so itself.
    if (cause instanceof ClusterUnsupportedError || !(isRefused || this.#failures >= TOLD_FAILURES)) return
    const message = `The near cache is off, so tokens are read from Redis each time. ${cause.message}`
    failures.tell(WHAT, new NearCacheFailedError(message, { cause }))
  }

  #disconnect(): void {
    this.#lost()
    // On a client that has ended, disconnect() starts a timer that keeps the process alive.
    if (this.#client.status !== 'end' && this.#client.status !== 'wait') this.#client.disconnect()
  }

  #lost(): void {
    if (this.#identity === undefined) return
    this.#identity = undefined
    this.#provenAt = -Infinity
    this.#news.end()
  }
}

/** ioredis 5 doesn't know it, and needs none. */
const respTwo: RedisOptions & { readonly protocol: 2; readonly replyMapping: undefined } = {
  protocol: 2,
  replyMapping: undefined,
}
