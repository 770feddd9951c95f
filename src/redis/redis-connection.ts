import type { Redis, RedisOptions } from 'ioredis'
import { withinDeadline } from '../deadline'
import { ClosedError, UnavailableError } from '../errors'
import { deferred } from './deferred'
import { openClient, retryDelayMs } from './open-client'
import { identityOf, isFromReplica } from './server-identity'

/** An identity that was told longer ago is asked for again, beside the commands: a demotion cuts no connection. */
export const IDENTITY_MAX_AGE_MS = 1_000

type AvailabilityListener = (isAvailable: boolean, cause?: unknown) => void

/**
 * One connection of our own that knows which Redis process it talks to. Tokens of one process mean nothing to another:
 * a restart or a failover may have brought old ones back. So a reply counts only if the connection and the server at its
 * end were the same all the time.
 *
 * It is its own circuit breaker: once a call has missed its deadline or the connection is lost, calls fail at once,
 * until a new connection has been made and the server at its end has told who it is.
 */
export class RedisConnection {
  readonly #deadlineMs: number
  readonly #client: Redis
  readonly #listeners = new Set<AvailabilityListener>()
  /** The identity of the server at the other end; absent while there is none. */
  #identity: string | undefined
  #identifiedAt = 0
  #identifying: Promise<void> | undefined
  /** Resolves when the attempt to connect that is under way, or comes next, has succeeded or failed. */
  #attempt = deferred()
  #handshake: NodeJS.Timeout | undefined
  #revival: NodeJS.Timeout | undefined
  #revivals = 0
  #lastError: unknown
  #isSuspended = false
  #isClosed = false

  constructor(redis: Redis | string | RedisOptions, deadlineMs: number) {
    this.#deadlineMs = deadlineMs
    this.#client = openClient(redis, deadlineMs)
    // Without a listener ioredis prints each failed attempt; callers get the last one as a cause.
    this.#client.on('error', (error) => (this.#lastError = error))
    this.#client.on('connect', () => {
      this.#watchHandshake()
    })
    this.#client.on('ready', () => void this.#identify())
    this.#client.on('close', () => {
      this.#lost()
    })
    this.#client.on('end', () => {
      this.#lost()
      this.#revive()
    })
  }

  /** Tells when calls begin to fail at once, and when they are made again. */
  onAvailability(listener: AvailabilityListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Runs commands within the deadline. @returns what they gave, and the identity of the server that gave it */
  async run<Value>(
    what: string,
    commands: (client: Redis) => Promise<Value>,
  ): Promise<{ value: Value; identity: string }> {
    return withinDeadline(this.#run(what, commands), this.#deadlineMs, () => {
      const error = new UnavailableError(`Redis gave no answer within ${this.#deadlineMs} ms, for ${what}.`)
      this.#suspend(error)
      return error
    })
  }

  /** Closes the connection; what is under way is given up. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#handshake)
    clearTimeout(this.#revival)
    // On a client that has ended, disconnect() starts a timer that keeps the process alive.
    if (this.#client.status !== 'end') this.#client.disconnect()
  }

  async #run<Value>(
    what: string,
    commands: (client: Redis) => Promise<Value>,
  ): Promise<{ value: Value; identity: string }> {
    if (this.#isClosed) throw new ClosedError('This Alkey or its store was closed. Make a new one.')
    const identity = this.#identity ?? (await this.#identified(what))
    let value: Value
    try {
      ;[value] = await Promise.all([commands(this.#client), this.#isOutdated() && this.#identify()])
    } catch (cause) {
      if (isFromReplica(cause)) this.#suspend(cause)
      throw this.#unavailable(what, cause)
    }
    if (this.#identity !== identity) {
      throw this.#unavailable(what, new Error('the connection was lost meanwhile, or the server changed its role'))
    }
    return { value, identity }
  }

  /** Waits for the first connection, and not for one that is tried again after a failure. */
  async #identified(what: string): Promise<string> {
    if (this.#client.status === 'wait') this.#connect()
    // A server that failed to tell its identity when the connection was made is asked again.
    if (!this.#isSuspended) await (this.#client.status === 'ready' ? this.#identify() : this.#attempt.promise)
    if (this.#identity === undefined) {
      throw this.#unavailable(what, this.#lastError ?? new Error('there is no connection'))
    }
    return this.#identity
  }

  #connect(): void {
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
      const identity = await identityOf(this.#client)
      // Suspended meanwhile: answers that still come are those of a connection that is being closed.
      if (this.#identity !== known) return
      // Who hides it hides it from the next connection, too; a replica may be a master by then.
      clearTimeout(this.#handshake)
      if (identity === undefined) throw new Error('the server hides its run_id or master_replid in INFO')
      if (identity !== (known ?? identity)) throw new Error('the server was demoted and promoted, or replaced')
      this.#identity = identity
      this.#identifiedAt = askedAt
      this.#revivals = 0
      this.#resume()
    } catch (error) {
      if (this.#identity !== known) return
      this.#lastError = error
      // The address may lead to another server now.
      if (known !== undefined) this.#suspend(error)
    } finally {
      this.#identifying = undefined
      this.#attempt.resolve()
    }
  }

  /** A server that takes the connection and then says nothing, or that it is a replica, would hold it for ever. */
  #watchHandshake(): void {
    clearTimeout(this.#handshake)
    this.#lastError = new Error('the server took the connection and gave no answer')
    this.#handshake = setTimeout(
      () => {
        this.#client.disconnect(true)
      },
      2 * Math.max(this.#deadlineMs, 500),
    )
    this.#handshake.unref()
  }

  /** ioredis gives up for good when it is interrupted while it asks Sentinel. */
  #revive(): void {
    if (this.#isClosed) return
    clearTimeout(this.#revival)
    this.#revival = setTimeout(() => {
      this.#connect()
    }, retryDelayMs(++this.#revivals))
  }

  #lost(): void {
    clearTimeout(this.#handshake)
    this.#identity = undefined
    this.#attempt.resolve()
    this.#attempt = deferred()
    this.#suspend(this.#lastError ?? new Error('the connection was closed'))
  }

  /** A connection that has missed a deadline may be cut without either end knowing, so it is made anew. */
  #suspend(cause: unknown): void {
    if (this.#isSuspended || this.#isClosed) return
    this.#isSuspended = true
    this.#lastError = cause
    this.#identity = undefined
    if (this.#client.status !== 'reconnecting' && this.#client.status !== 'end') this.#client.disconnect(true)
    this.#tell(false, cause)
  }

  #resume(): void {
    if (!this.#isSuspended) return
    this.#isSuspended = false
    this.#tell(true)
  }

  #tell(isAvailable: boolean, cause?: unknown): void {
    for (const listener of this.#listeners) listener(isAvailable, cause)
  }

  #unavailable(what: string, cause: unknown): UnavailableError {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return new UnavailableError(`Redis failed at ${what}: ${reason}`, { cause })
  }
}
