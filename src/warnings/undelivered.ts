import type { Warnings } from './logger'

/** Warns of changes that were not delivered when everything was closed. */
export function warnUndelivered(warnings: Warnings, count: number): void {
  if (count === 0) return
  warnings.once('undelivered', '', () => {
    const changes = count === 1 ? '1 change is' : `${count} changes are`
    return (
      `close() has ended, and ${changes} not delivered: other processes may serve previous values. When the store is ` +
      'available again, call flush() of an Alkey with the same namespace.'
    )
  })
}
