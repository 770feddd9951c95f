import type { DataSource, QueryRunner } from 'typeorm'
import { dataSourceBookOf } from './data-source-book'
import { queryRunnerBookOf } from './query-runner-book'

type Callback = () => Promise<void>

/** Calls back when a DataSource has been destroyed, before its promise resolves. */
export function onDestroy(dataSource: DataSource, callback: Callback): void {
  const book = dataSourceBookOf(dataSource)
  book.destroyCallbacks ??= watchEnd(dataSource, 'destroy', () => {
    // One that fails leaves it as it was.
    const hasEnded = !dataSource.isInitialized && book.destroyCallbacks !== undefined
    if (hasEnded) book.destroyCallbacks = undefined
    return hasEnded
  })
  book.destroyCallbacks.add(callback)
}

/** Calls back when a query runner is released, before its promise resolves. */
export function onRelease(queryRunner: QueryRunner, callback: Callback): void {
  const book = queryRunnerBookOf(queryRunner)
  book.releaseCallbacks ??= watchEnd(queryRunner, 'release', () => {
    const hasEnded = book.releaseCallbacks !== undefined
    book.releaseCallbacks = undefined
    return hasEnded
  })
  book.releaseCallbacks.add(callback)
}

/**
 * TypeORM has no hook for it, so the method is wrapped, once for all who watch, and put back when it was done.
 * @param hasEnded whether that was the end, asked after each call; `true` once
 * @returns those to call back
 */
function watchEnd<Name extends string>(
  owner: Record<Name, Callback>,
  name: Name,
  hasEnded: () => boolean,
): Set<Callback> {
  const callbacks = new Set<Callback>()
  const original = Object.getOwnPropertyDescriptor(owner, name)
  const method = owner[name]
  Object.assign(owner, {
    [name]: async (): Promise<void> => {
      try {
        await method.call(owner)
      } finally {
        if (hasEnded()) {
          if (original) Object.defineProperty(owner, name, original)
          else Reflect.deleteProperty(owner, name)
          for (const callback of callbacks) await callback()
        }
      }
    },
  })
  return callbacks
}
