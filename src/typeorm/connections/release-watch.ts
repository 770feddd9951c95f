import type { QueryRunner } from 'typeorm'

type Callback = () => Promise<void>

const watched = new WeakMap<QueryRunner, Set<Callback>>()

/**
 * Calls back when a query runner is released, before its promise resolves. TypeORM has no hook for it, so its method is
 * wrapped, once for all who watch, and put back with the release.
 */
export function onRelease(queryRunner: QueryRunner, callback: Callback): void {
  const callbacks = watched.get(queryRunner) ?? wrap(queryRunner)
  callbacks.add(callback)
}

function wrap(queryRunner: QueryRunner): Set<Callback> {
  const callbacks = new Set<Callback>()
  watched.set(queryRunner, callbacks)
  const original = Object.getOwnPropertyDescriptor(queryRunner, 'release')
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its query runner below
  const { release } = queryRunner
  queryRunner.release = async () => {
    watched.delete(queryRunner)
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
