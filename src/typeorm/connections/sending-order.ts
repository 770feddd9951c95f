import { setImmediate } from 'node:timers/promises'

/**
 * Keeps the statements of one query runner in the order in which the application sent them: while one is prepared, those
 * behind it wait, reads too, since they may read what it writes.
 */
export class SendingOrder {
  /** Resolves when the last statement that had to wait was sent. */
  #last: Promise<void> | undefined

  /**
   * @param prepare what must be done before the statement is sent, if anything
   * @returns what the statement must wait for; rejects where `prepare` does
   */
  pass(prepare: (() => Promise<void>) | undefined): Promise<void> | undefined {
    const before = this.#last
    if (!before && !prepare) return undefined
    const prepared = before ? before.then(prepare) : prepare?.()
    const sent = wasSent(prepared)
    this.#last = sent
    void sent.then(() => {
      if (this.#last === sent) this.#last = undefined
    })
    return prepared
  }
}

/** TypeORM and the driver hand a statement on in the turn in which its hooks are done. */
async function wasSent(prepared: Promise<void> | undefined): Promise<void> {
  await prepared?.catch(() => undefined)
  await setImmediate()
}
