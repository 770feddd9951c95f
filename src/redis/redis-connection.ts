import type { Redis, RedisOptions } from 'ioredis'
import { ClosedError, UnavailableError } from '../errors'
import { deferred } from './deferred'
import { withinDeadline } from './deadline'
import { openClient } from './open-client'

type AvailabilityListener = (isAvailable: boolean, cause?: unknown) => void

/**
 * One connection of our own that knows which Redis process it talks to. Tokens of one process mean nothing to another:
 * a restart may have brought old ones back. So a reply counts only if the connection was the same all the time.
 *
 * It is its own circuit breaker: once a call has missed its deadline or the connection is lost, calls fail at once,
 * until a new connection has been made and the server at its end has told who it is.
 */
export class RedisConnection {
  readonly #deadlineMs: number
  readonly #client: Redis
  readonly #listeners: AvailabilityListener[] = []
  /** The identity of the process at the other end; absent while there is none. */
  #runId: string | undefined
  #identifying: Promise<void> | undefined
  /** Resolves when the attempt to connect that is under way, or comes next, has succeeded or failed. */
  #attempt = deferred()
  #handshake: NodeJS.Timeout | undefined
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
  }

  /** Tells when calls begin to fail at once, and when they are made again. */
  onAvailability(listener: AvailabilityListener): void {
    this.#listeners.push(listener)
  }

  /** Runs commands within the deadline. @returns what they gave, and the identity of the process that gave it */
  async run<Value>(
    what: string,
    commands: (client: Redis) => Promise<Value>,
  ): Promise<{ value: Value; runId: string }> {
    return withinDeadline(this.#run(what, commands), this.#deadlineMs, what, (error) => {
      this.#suspend(error)
    })
  }

  /** Closes the connection; what is under way is given up. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#handshake)
    // On a client that has ended, disconnect() starts a timer that keeps the process alive.
    if (this.#client.status !== 'end') this.#client.disconnect()
  }

  async #run<Value>(
    what: string,
    commands: (client: Redis) => Promise<Value>,
  ): Promise<{ value: Value; runId: string }> {
    if (this.#isClosed) throw new ClosedError('This Alkey or its store was closed. Make a new one.')
    const runId = this.#runId ?? (await this.#identified(what))
    let value: Value
    try {
      value = await commands(this.#client)
    } catch (cause) {
      throw this.#unavailable(what, cause)
    }
    if (this.#runId !== runId) throw this.#unavailable(what, new Error('the connection was lost meanwhile'))
    return { value, runId }
  }

  /** Waits for the first connection, and not for one that is tried again after a failure. */
  async #identified(what: string): Promise<string> {
    if (this.#client.status === 'wait') this.#connect()
    // A server that failed to tell its identity when the connection was made is asked again.
    if (!this.#isSuspended) await (this.#client.status === 'ready' ? this.#identify() : this.#attempt.promise)
    if (this.#runId === undefined) throw this.#unavailable(what, this.#lastError ?? new Error('there is no connection'))
    return this.#runId
  }

  #connect(): void {
    // A failure is told by 'error' and 'close', and ioredis tries again.
    this.#client.connect().catch(() => undefined)
  }

  #identify(): Promise<void> {
    return (this.#identifying ??= this.#askIdentity())
  }

  async #askIdentity(): Promise<void> {
    try {
      this.#runId = /^run_id:(\w+)/m.exec(await this.#client.info('server'))?.[1]
      clearTimeout(this.#handshake)
      if (this.#runId === undefined) this.#lastError = new Error('the server hides its run_id in INFO')
      else this.#resume()
    } catch (error) {
      this.#lastError = error
    }
    this.#identifying = undefined
    this.#attempt.resolve()
  }

  /** A server that takes the connection and then says nothing would hold it for ever. */
  #watchHandshake(): void {
    clearTimeout(this.#handshake)
    this.#handshake = setTimeout(
      () => {
        this.#lastError = new Error('the server took the connection and gave no answer')
        this.#client.disconnect(true)
      },
      2 * Math.max(this.#deadlineMs, 500),
    )
    this.#handshake.unref()
  }

  #lost(): void {
    clearTimeout(this.#handshake)
    this.#runId = undefined
    this.#attempt.resolve()
    this.#attempt = deferred()
    this.#suspend(this.#lastError ?? new Error('the connection was closed'))
  }

  /** A connection that has missed a deadline may be cut without either end knowing, so it is made anew. */
  #suspend(cause: unknown): void {
    if (this.#isSuspended || this.#isClosed) return
    this.#isSuspended = true
    this.#lastError = cause
    this.#runId = undefined
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
