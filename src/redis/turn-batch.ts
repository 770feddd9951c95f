import { afterThis, onNextTurn } from '../event-loop'

/**
 * Gathers what is asked for in one turn of the event loop, to be sent together. Who asks while nothing is on its way does not
 * wait for the end of the turn, so that it costs nothing to ask alone. No request joins others that were sent already: their
 * answer might be from before something that its caller was told of.
 */
export class TurnBatch<Request> {
  /** Answers the requests itself, and must not reject. */
  readonly #send: (requests: readonly Request[]) => Promise<unknown>
  #gathered: Request[] = []
  #underway = 0

  constructor(send: (requests: readonly Request[]) => Promise<unknown>) {
    this.#send = send
  }

  add(request: Request): void {
    if (this.#gathered.push(request) > 1) return
    if (this.#underway === 0) afterThis(this.#sendGathered)
    else onNextTurn(this.#sendGathered)
  }

  readonly #sendGathered = (): void => {
    const requests = this.#gathered
    this.#gathered = []
    this.#underway++
    void this.#send(requests).then(this.#ended)
  }

  readonly #ended = (): void => {
    this.#underway--
  }
}
