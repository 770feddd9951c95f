import type { DataSource, QueryRunner } from 'typeorm'
import { LoadScope } from '../../values/load-scope'
import { dataSourceOf, soleQueryRunnerOf } from '../versions'
import { dataSourceBookOf } from './data-source-book'
import { type ExpectedQuery, answerGiven, resultOf, takeExpected } from './expected-query'
import { isOwn } from './own-statements'
import { parametersOf, textOf } from './query-events'
import { queryRunnerBookOf } from './query-runner-book'
import type { QueryWatcher } from './query-watcher'
import { watchEvents } from './watched-events'

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
  const book = dataSourceBookOf(dataSource)
  let watchers = book.queryWatchers
  if (!watchers) {
    const all = (watchers = book.queryWatchers = new Set())
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
  const watchers = dataSourceBookOf(dataSourceOf(queryRunner)).queryWatchers
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
      // Sent elsewhere than where its `Alkey` is attached, or past its hooks.
      if (scope?.trace?.hasSeen(sql, queryRunner) === false) scope.trace.unknown('unknown-reads', sql)
      return expected ? answerGiven(expected, answer, args[1]) : answer
    } catch (error) {
      // Where the load goes on, nobody knows what the failure tells of the data.
      scope?.veto('failed-query', sql)
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
  watchStreamsOf(queryRunner)
  return true
}

/** Of rows that come by and by nobody is told what they depend on. */
function watchStreamsOf(queryRunner: QueryRunner): void {
  const stream = queryRunner.stream.bind(queryRunner)
  queryRunner.stream = (...args) => {
    LoadScope.current?.trace?.unknown('unknown-reads', textOf(args[0]))
    return stream(...args)
  }
}
