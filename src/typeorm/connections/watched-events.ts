import type { QueryRunner } from 'typeorm'
import type { EventWatcher } from './event-watcher'
import { queryRunnerBookOf } from './query-runner-book'

/** What TypeORM has for each query runner to call the subscribers with, by a method for each event. */
type Broadcaster = Record<string, Broadcast | undefined>
type Broadcast = (result: BroadcasterResult, ...args: unknown[]) => unknown

/** What TypeORM waits for, once all subscribers were called. */
interface BroadcasterResult {
  readonly promises: Promise<unknown>[]
}

type Tell = (watcher: EventWatcher, queryRunner: QueryRunner, args: unknown[]) => Promise<void> | undefined

const tellers: readonly (readonly [event: string, tell: Tell])[] = [
  [
    'broadcastBeforeQueryEvent',
    (watcher, queryRunner, [query, parameters]) =>
      watcher.beforeQuery({ query: query as string, parameters, queryRunner }),
  ],
  [
    'broadcastAfterQueryEvent',
    (watcher, queryRunner, [query, parameters, success, , rawResults, error]) =>
      watcher.afterQuery({
        query: query as string,
        parameters,
        queryRunner,
        success: success as boolean,
        rawResults,
        error,
      }),
  ],
  ['broadcastAfterTransactionStartEvent', (watcher, queryRunner) => watcher.afterTransactionStart(queryRunner)],
  ['broadcastBeforeTransactionCommitEvent', (watcher, queryRunner) => watcher.beforeTransactionCommit(queryRunner)],
  ['broadcastAfterTransactionCommitEvent', (watcher, queryRunner) => watcher.afterTransactionCommit(queryRunner)],
  ['broadcastAfterTransactionRollbackEvent', (watcher, queryRunner) => watcher.afterTransactionRollback(queryRunner)],
]

/** Whether a query runner's events come to this watcher by themselves, so that it needs no subscriber for them. */
export function isToldFirst(watcher: EventWatcher, queryRunner: QueryRunner): boolean {
  return queryRunnerBookOf(queryRunner).toldFirst.has(watcher)
}

/**
 * Tells of a query runner's events before the list of subscribers is called: one that throws there keeps TypeORM from
 * calling those behind it, and the first place of the list is the application's.
 * @param watchers whoever is in it when an event comes
 */
export function watchEvents(queryRunner: QueryRunner, watchers: ReadonlySet<{ readonly events: EventWatcher }>): void {
  const broadcaster = queryRunner.broadcaster as unknown as Broadcaster
  const { toldFirst } = queryRunnerBookOf(queryRunner)
  for (const [event, tell] of tellers) {
    const broadcast = broadcaster[event]?.bind(broadcaster)
    if (!broadcast) continue
    broadcaster[event] = (result, ...args) => {
      for (const { events } of watchers) {
        toldFirst.add(events)
        const work = tell(events, queryRunner, args)
        if (!work) continue
        // When a subscriber throws, TypeORM waits for nothing, and an error of ours would end the process.
        work.catch(() => undefined)
        result.promises.push(work)
      }
      return broadcast(result, ...args)
    }
  }
}
