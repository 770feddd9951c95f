import type { EntityManager } from 'typeorm'
import { presentable } from '../credentials'
import { ManagerFailedError, NotAttachedError, show } from '../errors'
import type { EventHub } from '../events'
import type { ResolvedOptions } from '../options'
import type { Attachment } from './attachment'
import { isEntityManager } from './instances'

/** Asks the application, which carries the transactions of its callers, in which one a caller is. */
export class CarriedManagers {
  readonly #carries: ResolvedOptions['manager']
  readonly #attachment: Attachment
  readonly #events: EventHub

  constructor(carries: ResolvedOptions['manager'], attachment: Attachment, events: EventHub) {
    this.#carries = carries
    this.#attachment = attachment
    this.#events = events
  }

  /**
   * The manager of the transaction that the caller is in. One that holds no connection counts as none: who is outside of
   * transactions waits for the loads of others, and who is in one must not.
   *
   * @throws ManagerFailedError when it can't be told
   */
  find(): EntityManager | undefined {
    if (!this.#carries) return undefined
    try {
      return this.#heldBy(this.#carries())
    } catch (thrown) {
      throw thrown instanceof ManagerFailedError ? thrown : failed(thrown)
    }
  }

  /** The same for callers that must not fail by it. @returns the error, which was told */
  findOrTell(): EntityManager | ManagerFailedError | undefined {
    if (!this.#carries) return undefined
    try {
      return this.find()
    } catch (thrown) {
      const error = thrown as ManagerFailedError
      this.#events.emit('error', { error })
      return error
    }
  }

  #heldBy(given: unknown): EntityManager | undefined {
    if (given === undefined || given === null) return undefined
    if (!isEntityManager(given)) throw notManager(given)
    const { queryRunner } = given
    const isHeld = queryRunner !== undefined && !queryRunner.isReleased
    // Before it is attached, the manager of the DataSource itself is no mistake.
    if (isHeld || this.#attachment.writes) this.#attachment.refuseStranger(given)
    return isHeld ? given : undefined
  }
}

function notManager(given: unknown): ManagerFailedError {
  const isPromise = given instanceof Promise
  // Its rejection would end the process.
  if (isPromise) given.catch(() => undefined)
  const kind = isPromise ? 'a promise' : typeof given === 'object' ? 'another object' : show(given)
  return new ManagerFailedError(
    `The option 'manager' returned ${kind}. It must return, at once, an EntityManager of TypeORM, or undefined outside of ` +
      'transactions.',
  )
}

function failed(thrown: unknown): ManagerFailedError {
  const cause = presentable(thrown)
  if (cause instanceof NotAttachedError)
    return new ManagerFailedError(
      "The option 'manager' returned a manager of a DataSource that is not attached to this Alkey. Return one of the attached " +
        'DataSource, or undefined.',
      { cause },
    )
  const reason = cause instanceof Error ? cause.message : show(cause)
  return new ManagerFailedError(`The option 'manager' threw: ${reason}`, { cause })
}
