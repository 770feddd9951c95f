import type { DataSource } from 'typeorm'

type Callback = () => Promise<void>

const watched = new WeakMap<DataSource, Set<Callback>>()

/**
 * Calls back when a DataSource has been destroyed, before its promise resolves. TypeORM has no hook for it, so its method is
 * wrapped, once for all who watch, and put back with it.
 */
export function onDestroy(dataSource: DataSource, callback: Callback): void {
  const callbacks = watched.get(dataSource) ?? wrap(dataSource)
  callbacks.add(callback)
}

function wrap(dataSource: DataSource): Set<Callback> {
  const callbacks = new Set<Callback>()
  watched.set(dataSource, callbacks)
  const original = Object.getOwnPropertyDescriptor(dataSource, 'destroy')
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its DataSource below
  const { destroy } = dataSource
  dataSource.destroy = async () => {
    try {
      await destroy.call(dataSource)
    } finally {
      if (!dataSource.isInitialized && watched.delete(dataSource)) {
        if (original) Object.defineProperty(dataSource, 'destroy', original)
        else Reflect.deleteProperty(dataSource, 'destroy')
        for (const callback of callbacks) await callback()
      }
    }
  }
  return callbacks
}
