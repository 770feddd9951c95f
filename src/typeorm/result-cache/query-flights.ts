import type { QueryRunner } from 'typeorm'
import type { Entry } from '../../values/entry'
import type { Loaded } from '../../values/flights'
import type { GuardedValues } from '../../values/guarded-values'

/** Nobody waits longer for another's query: its end may have been missed, or it may stand behind a slow one. */
export const MOST_MS = 10_000

/** A query that runs, for whose result others wait. */
export class QueryFlight {
  readonly text: string
  /** Whether its result has come and is being stored. */
  hasResult = false
  /** Whether its statement has ended, one way or the other. */
  hasEnded = false
  readonly #land: (loaded: Loaded) => void

  constructor(text: string, land: (loaded: Loaded) => void) {
    this.text = text
    this.#land = land
  }

  /** Ends the waiting; without an entry, everybody runs the query. */
  land(entry: Entry | undefined): void {
    this.#land({ entry })
  }
}

/** The queries that run for the cache. TypeORM tells it when one begins and when there is a result, not when there is none. */
export class QueryFlights {
  readonly #flights = new WeakMap<QueryRunner, Set<QueryFlight>>()

  begin(key: string, text: string, values: GuardedValues, queryRunner: QueryRunner): QueryFlight {
    const flights = this.#flights.get(queryRunner) ?? new Set()
    this.#flights.set(queryRunner, flights)
    let land: (loaded: Loaded) => void = () => undefined
    const landed = new Promise<Loaded>((resolve) => (land = resolve))
    const flight = new QueryFlight(text, land)
    flights.add(flight)
    const timer = setTimeout(() => {
      flight.land(undefined)
    }, MOST_MS).unref()
    void values.flights.begin(key, () =>
      landed.finally(() => {
        clearTimeout(timer)
        flights.delete(flight)
      }),
    )
    return flight
  }

  /** Whether `ended` is waited for on a query runner. */
  areUnderwayOn(queryRunner: QueryRunner): boolean {
    return (this.#flights.get(queryRunner)?.size ?? 0) > 0
  }

  /** A statement has ended, one way or the other. If its result does not come right away, it never will. */
  ended(sql: string, queryRunner: QueryRunner): void {
    for (const flight of this.#flights.get(queryRunner) ?? []) {
      // Which of several with the same SQL it was can't be told, only how many have ended.
      if (flight.hasEnded || !flight.text.startsWith(sql)) continue
      flight.hasEnded = true
      setImmediate(() => {
        if (!flight.hasResult) flight.land(undefined)
      })
      return
    }
  }
}
