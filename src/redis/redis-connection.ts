import type { Redis, RedisOptions } from 'ioredis'
import { ClosedError, UnavailableError } from '../errors'
import { deferred } from './deferred'
import { withinDeadline } from './deadline'
import { openClient } from './open-client'

/**
 * One connection of our own that knows which Redis process it talks to. Tokens of one process mean nothing to another:
 * a restart may have brought old ones back. So a reply counts only if the connection was the same all the time.
 */
export class RedisConnection {
  readonly #deadlineMs: number
  readonly #client: Redis
  /** The identity of the process at the other end; absent while there is none. */
  #runId: string | undefined
  #identifying: Promise<void> | undefined
  /** Resolves when the attempt to connect that is under way, or comes next, has succeeded or failed. */
  #attempt = deferred()
  #lastError: unknown
  #isClosed = false

  constructor(redis: Redis | string | RedisOptions, deadlineMs: number) {
    this.#deadlineMs = deadlineMs
    this.#client = openClient(redis)
    // Without a listener ioredis prints each failed attempt; callers get the last one as a cause.
    this.#client.on('error', (error) => (this.#lastError = error))
    this.#client.on('ready', () => void this.#identify())
    this.#client.on('close', () => {
      this.#runId = undefined
      this.#attempt.resolve()
      this.#attempt = deferred()
    })
  }

  /** Runs commands within the deadline. @returns what they gave, and the identity of the process that gave it */
  async run<Value>(
    what: string,
    commands: (client: Redis) => Promise<Value>,
  ): Promise<{ value: Value; runId: string }> {
    return withinDeadline(this.#run(what, commands), this.#deadlineMs, what)
  }

  /** Closes the connection; what is under way is given up. */
  close(): void {
    this.#isClosed = true
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

  /** Waits for a connection that is on its way, not for one that has failed and will be tried again some time. */
  async #identified(what: string): Promise<string> {
    if (this.#client.status === 'wait') this.#connect()
    // A server that was too slow to tell its identity when the connection was made is asked again.
    if (this.#client.status === 'ready') await this.#identify()
    else if (this.#client.status !== 'reconnecting') await this.#attempt.promise
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
      if (this.#runId === undefined) this.#lastError = new Error('the server hides its run_id in INFO')
    } catch (error) {
      this.#lastError = error
    }
    this.#identifying = undefined
    this.#attempt.resolve()
  }

  #unavailable(what: string, cause: unknown): UnavailableError {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return new UnavailableError(`Redis could not be reached for ${what}: ${reason}`, { cause })
  }
}
