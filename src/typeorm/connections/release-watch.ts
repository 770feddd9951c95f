import type { QueryRunner } from 'typeorm'
import { type QueryRunnerBook, queryRunnerBookOf } from './query-runner-book'

type Callback = () => Promise<void>

/**
 * Calls back when a query runner is released, before its promise resolves. TypeORM has no hook for it, so its method is
 * wrapped, once for all who watch, and put back with the release.
 */
export function onRelease(queryRunner: QueryRunner, callback: Callback): void {
  const book = queryRunnerBookOf(queryRunner)
  book.releaseCallbacks ??= wrap(queryRunner, book)
  book.releaseCallbacks.add(callback)
}

function wrap(queryRunner: QueryRunner, book: QueryRunnerBook): Set<Callback> {
  const callbacks = new Set<Callback>()
  const original = Object.getOwnPropertyDescriptor(queryRunner, 'release')
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its query runner below
  const { release } = queryRunner
  queryRunner.release = async () => {
    book.releaseCallbacks = undefined
    if (original) Object.defineProperty(queryRunner, 'release', original)
    else Reflect.deleteProperty(queryRunner, 'release')
    try {
      await release.call(queryRunner)
    } finally {
      for (const callback of callbacks) await callback()
    }
  }
  return callbacks
}
