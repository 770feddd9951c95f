import type { EventHub } from '../events'
import type { ReportsAvailability } from '../tokens/availability'
import type { Delivery } from './delivery'

/** Tells the ends of an outage, and pays what is owed as soon as it is over. @returns a function that ends it */
export function watchAvailability(store: ReportsAvailability, events: EventHub, delivery: Delivery): () => void {
  let since = 0
  return store.onAvailability((isAvailable, cause) => {
    if (!isAvailable) {
      since = performance.now()
      events.emit('unavailable', { cause })
      return
    }
    events.emit('available', { afterMs: Math.round(performance.now() - since) })
    void delivery.settleOwed()
  })
}
