import type { DataSource, QueryRunner } from 'typeorm'
import { LoadScope } from '../../values/load-scope'
import { dataSourceOf, soleQueryRunnerOf } from '../versions'
import type { EventWatcher } from './event-watcher'
import { type ExpectedQuery, given, resultOf, takeExpected } from './expected-query'
import { isOwn } from './own-statements'
import { type AnsweredQueryEvent, parametersOf, textOf } from './query-events'
import { queryRunnerBookOf } from './query-runner-book'
import { watchEvents } from './watched-events'

/** Told of query runners, and of the end of each call of `query`, which hooks don't always see, and which TypeORM 0.3 doesn't keep for them. */
export interface QueryWatcher {
  /** Told of what query runners send, and of their transactions. */
  readonly events: EventWatcher
  /** A query runner is being made, perhaps after `initialize()` has dropped the subscribers. */
  creating(dataSource: DataSource): void
  /** Whether anything is to be done about the end of a statement that is about to be sent. */
  concerns(sql: string, queryRunner: QueryRunner): boolean
  /** Resolves when whatever the hooks have begun is done; nothing when they have begun nothing, as with reads. */
  settled(queryRunner: QueryRunner): Promise<void> | undefined
  /** A load of a value to be stored is about to send a statement. @returns what judges it once it was answered */
  loading(scope: LoadScope, sql: string, queryRunner: QueryRunner): (() => Promise<void>) | undefined
  /** A call has ended, one way or the other. */
  ended(sql: string, queryRunner: QueryRunner): void
  /** A call has failed, perhaps without a hook being told. */
  failed(event: AnsweredQueryEvent): void
}

const watched = new WeakMap<DataSource, Set<QueryWatcher>>()

/** Whether nothing was sent on a query runner before. @returns true once for each */
export function isFirstOn(queryRunner: QueryRunner): boolean {
  const book = queryRunnerBookOf(queryRunner)
  const isFirst = book.isUnused
  book.isUnused = false
  return isFirst
}

/**
 * Watches every query runner that the DataSource makes from now on: its methods are wrapped, once for all who watch.
 * @returns what ends it
 */
export function watchQueries(dataSource: DataSource, watcher: QueryWatcher): () => void {
  let watchers = watched.get(dataSource)
  if (!watchers) {
    const all = (watchers = new Set<QueryWatcher>())
    watched.set(dataSource, all)
    const create = dataSource.createQueryRunner.bind(dataSource)
    dataSource.createQueryRunner = (mode) => {
      for (const each of all) each.creating(dataSource)
      const queryRunner = create(LoadScope.current?.readsPrimary ? 'master' : mode)
      if (watchQueriesOf(queryRunner)) queryRunnerBookOf(queryRunner).isUnused = true
      return queryRunner
    }
  }
  watchers.add(watcher)
  const sole = soleQueryRunnerOf(dataSource)
  if (sole) watchQueriesOf(sole)
  return () => watchers.delete(watcher)
}

/** Watches a query runner that may have been there before. @returns whether it was not watched already */
export function watchQueriesOf(queryRunner: QueryRunner): boolean {
  const book = queryRunnerBookOf(queryRunner)
  if (book.isWatched) return false
  const watchers = watched.get(dataSourceOf(queryRunner))
  if (!watchers) return false
  book.isWatched = true
  watchEvents(queryRunner, watchers)
  const query = queryRunner.query.bind(queryRunner) as (...args: unknown[]) => Promise<unknown>
  let underway = 0
  const queryWatched = async (sql: string, args: unknown[], expected: ExpectedQuery | undefined): Promise<unknown> => {
    const found = expected?.rowsFor(args[1])
    if (found) return resultOf(found)
    const scope = LoadScope.current
    underway++
    try {
      const judges = scope && Array.from(watchers, (watcher) => watcher.loading(scope, sql, queryRunner))
      const answer = await query(...args)
      if (judges) for (const judge of judges) await judge?.()
      return expected ? given(expected, answer, args[1]) : answer
    } catch (error) {
      const parameters = parametersOf(args[0], args[1])
      for (const watcher of watchers) watcher.failed({ query: sql, parameters, queryRunner, success: false, error })
      throw error
    } finally {
      underway--
      for (const watcher of watchers) {
        watcher.ended(sql, queryRunner)
        const settled = watcher.settled(queryRunner)
        if (settled) await settled
      }
    }
  }
  const passes = (sql: string): boolean => {
    if (underway > 0 || LoadScope.current) return false
    for (const watcher of watchers) if (watcher.concerns(sql, queryRunner)) return false
    return true
  }
  // What concerns nobody, as most reads, is TypeORM's alone: its promise is given as it is, and nothing waits for it.
  queryRunner.query = (...args: unknown[]): Promise<never> => {
    const sql = textOf(args[0])
    if (isOwn(sql)) return query(...args) as Promise<never>
    const expected = takeExpected(queryRunner, sql)
    return (expected || !passes(sql) ? queryWatched(sql, args, expected) : query(...args)) as Promise<never>
  }
  return true
}
