import type { Redis, RedisOptions } from 'ioredis'
import { withinDeadline } from '../deadline'
import { type AlkeyError, ClosedError, RefusedError } from '../errors'
import type { Answer, Commands } from './answer'
import { AvailabilitySignal } from './availability-signal'
import { Cork } from './cork'
import { deferred } from './deferred'
import { failureOf, isFromReplica, noAnswer } from './failure'
import { letProcessEnd } from './idle-client'
import { MemoryWatch } from './memory-watch'
import { LONGEST_RETRY_MS, NextAttempt } from './next-attempt'
import { HASTE_MS, openClient } from './open-client'
import { identityOf } from './server-identity'
import { serverName } from './server-name'
import { ToldFailures } from './told-failures'

/** An identity that was told longer ago is asked for again, beside the commands: a demotion cuts no connection. */
export const IDENTITY_MAX_AGE_MS = 1_000

/**
 * One connection of our own that knows which Redis process it talks to. Tokens of one process mean nothing to another:
 * a restart or a failover may have brought old ones back. So a reply counts only if the connection and the server at its
 * end were the same all the time.
 *
 * It is its own circuit breaker: once a call has missed its deadline or the connection is lost, calls fail at once,
 * until a new connection has been made and the server at its end has told who it is.
 */
export class RedisConnection {
  /** Tells when calls begin to fail at once, and when they are made again. */
  readonly availability = new AvailabilitySignal()
  /** Tells what the server refuses, and what it will refuse. */
  readonly failures = new ToldFailures()
  readonly #memory = new MemoryWatch(this.failures)
  readonly #cork = new Cork()
  readonly #deadlineMs: number
  readonly #client: Redis
  readonly #failure = (what: string, cause: unknown): AlkeyError => failureOf(what, cause, serverName(this.#client))
  /** The identity of the server at the other end; absent while there is none. */
  #identity: string | undefined
  #identifiedAt = 0
  #identifying: Promise<void> | undefined
  /** Resolves when the attempt to connect that is under way, or comes next, has succeeded or failed. */
  #attempt = deferred()
  #attemptedAt = -Infinity
  #handshake: NodeJS.Timeout | undefined
  #question: NodeJS.Timeout | undefined
  readonly #next: NextAttempt
  #lastError: unknown
  /** Whether there is a connection that stays for now, to a server that has not told who it is. */
  #isUnidentified = false
  #isClosed = false

  constructor(redis: Redis | string | RedisOptions, deadlineMs: number) {
    this.#deadlineMs = deadlineMs
    this.#client = openClient(redis, deadlineMs)
    letProcessEnd(this.#client)
    this.#next = new NextAttempt(this.#client, () => {
      this.#connect()
    })
    // Without a listener ioredis prints each failed attempt; callers get the last one as a cause.
    this.#client.on('error', (error) => {
      const failure = (this.#lastError = this.failed('connecting', error))
      // ioredis would go on in the first database, which is another application's.
      if (!(failure instanceof RefusedError && failure.command === 'SELECT')) return
      if (this.#isSuspended) this.#client.disconnect(true)
      else this.#suspend(failure)
    })
    this.#client.on('connect', () => {
      this.#isUnidentified = false
      this.#watchHandshake()
    })
    this.#client.on('ready', () => void this.#identify())
    this.#client.on('close', () => {
      this.#lost()
    })
    this.#client.on('end', () => {
      this.#lost()
      if (!this.#isClosed) this.#next.later()
    })
  }

  /**
   * As `run`, for what others read stale until it is done: during an outage it doesn't wait for the next attempt to connect,
   * but makes one.
   */
  async write<Value>(what: string, commands: Commands<Value>): Promise<Answer<Value>> {
    if (this.#isSuspended && !this.#isClosed) await this.#hasten()
    return this.run(what, commands)
  }

  /** Runs commands within the deadline. */
  run<Value>(what: string, commands: Commands<Value>): Promise<Answer<Value>> {
    return withinDeadline(this.#run(what, commands), this.#deadlineMs, () => {
      const error = noAnswer(what, this.#deadlineMs, serverName(this.#client), this.#identity !== undefined)
      this.#suspend(error)
      return error
    })
  }

  /** @throws UnavailableError when two answers that count together are not those of the same server */
  checkSame(what: string, one: string, other: string | undefined): void {
    if (one === other) return
    throw this.#failure(what, new Error('the connection was lost meanwhile, or the server changed its role'))
  }

  /** Makes an error of ours of what was thrown, and tells it to those who listen. */
  failed(what: string, thrown: unknown): AlkeyError {
    const failure = this.#failure(what, thrown)
    this.failures.tell(what, failure)
    return failure
  }

  /** Closes the connection; what is under way is given up. */
  close(): void {
    this.#isClosed = true
    for (const timer of [this.#handshake, this.#question]) clearTimeout(timer)
    this.#next.stop()
    // On a client that has ended, disconnect() starts a timer that keeps the process alive.
    if (this.#client.status !== 'end') this.#client.disconnect()
  }

  async #run<Value>(what: string, commands: Commands<Value>): Promise<Answer<Value>> {
    if (this.#isClosed) throw new ClosedError('This Alkey or its store was closed. Make a new one.')
    if (this.#isSuspended) this.#next.want()
    const identity = this.#identity ?? (await this.#identified(what))
    let value: Value
    try {
      this.#cork.hold(this.#client)
      const answer = commands(this.#client)
      value = this.#isOutdated() ? (await Promise.all([answer, this.#identify()]))[0] : await answer
    } catch (cause) {
      const failure = this.failed(what, cause)
      if (isFromReplica(failure)) this.#suspend(failure)
      throw failure
    }
    this.checkSame(what, identity, this.#identity)
    this.failures.worked(what)
    return { value, identity }
  }

  /** Waits for the first connection, and not for one that is tried again after a failure. */
  async #identified(what: string): Promise<string> {
    if (this.#client.status === 'wait') this.#connect()
    // A server that failed to tell its identity when the connection was made is asked again.
    if (!this.#isSuspended || this.#isUnidentified)
      await (this.#client.status === 'ready' ? this.#identify() : this.#attempt.promise)
    if (this.#identity === undefined) throw this.#failure(what, this.#lastError ?? new Error('there is no connection'))
    return this.#identity
  }

  /** Makes an attempt to connect unless there was one just now, and waits for it as long as it is new. */
  async #hasten(): Promise<void> {
    const age = (): number => performance.now() - this.#attemptedAt
    if (this.#client.status === 'end') {
      if (age() < HASTE_MS) return
      this.#connect()
    }
    const rest = HASTE_MS - age()
    if (rest > 0) await withinDeadline(this.#attempt.promise, rest, () => new Error('late')).catch(() => undefined)
  }

  #connect(): void {
    this.#attemptedAt = performance.now()
    this.#next.begun()
    // A failure is told by 'error', and by 'close' or 'end'.
    this.#client.connect().catch(() => undefined)
  }

  #identify(): Promise<void> {
    return (this.#identifying ??= this.#askIdentity())
  }

  #isOutdated(): boolean {
    return performance.now() - this.#identifiedAt > IDENTITY_MAX_AGE_MS
  }

  async #askIdentity(): Promise<void> {
    const [known, askedAt] = [this.#identity, performance.now()]
    try {
      const memory = this.#memory.look(this.#client, known === undefined)
      const identity = await identityOf(this.#client)
      await memory
      // Suspended meanwhile: answers that still come are those of a connection that is being closed.
      if (this.#identity !== known) return
      if (identity === undefined) throw new Error('the server hides its run_id or master_replid in INFO')
      if (identity !== (known ?? identity)) throw new Error('the server was demoted and promoted, or replaced')
      clearTimeout(this.#handshake)
      this.#identity = identity
      this.#identifiedAt = askedAt
      this.#lastError = undefined
      this.#next.succeeded()
      this.availability.set(true)
    } catch (error) {
      if (this.#identity !== known) return
      this.#lastError = this.failed('asking who it is', error)
      // The address may lead to another server now.
      if (known !== undefined) this.#suspend(this.#lastError)
      else this.#askAgain(this.#lastError)
    } finally {
      this.#identifying = undefined
      this.#attempt.resolve()
    }
  }

  /** A server that takes the connection and then says nothing, or that it is a replica, would hold it for ever. */
  #watchHandshake(): void {
    clearTimeout(this.#handshake)
    const waitMs = 2 * Math.max(this.#deadlineMs, 500)
    this.#handshake = setTimeout(() => {
      this.#isUnidentified = false
      this.#lastError = new Error('the server took the connection and gave no answer')
      this.#client.disconnect(true)
    }, waitMs).unref()
  }

  /** The server is a replica, which may be promoted, or hides who it is. */
  #askAgain(cause: unknown): void {
    // Else the connection was lost, which is why it could not be asked.
    if (this.#isClosed || this.#client.status !== 'ready') return
    this.#isUnidentified = true
    this.availability.set(false, this.#failure('connecting', cause))
    clearTimeout(this.#question)
    this.#question = setTimeout(() => {
      if (this.#isUnidentified && this.#client.status === 'ready') void this.#identify()
    }, LONGEST_RETRY_MS).unref()
  }

  #lost(): void {
    clearTimeout(this.#handshake)
    this.#isUnidentified = false
    this.#identity = undefined
    this.#attempt.resolve()
    this.#attempt = deferred()
    this.#suspend(this.#lastError ?? new Error('the connection was closed. Check that Redis is running there'))
  }

  /** A connection that has missed a deadline may be cut without either end knowing, so it is made anew. */
  #suspend(cause: unknown): void {
    if (this.#isSuspended || this.#isClosed) return
    this.#lastError = cause
    this.#identity = undefined
    if (this.#client.status !== 'end') this.#client.disconnect(true)
    this.availability.set(false, this.#failure('connecting', cause))
  }

  get #isSuspended(): boolean {
    return !this.availability.isAvailable
  }
}
