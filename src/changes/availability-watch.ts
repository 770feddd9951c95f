import type { EventHub } from '../events'
import type { ReportsAvailability } from '../tokens/availability'
import type { Delivery } from './delivery'
import type { Records } from './records'

/** Tells the ends of an outage, and makes good as soon as it is over what it has prevented. @returns a function that ends it */
export function watchAvailability(
  store: ReportsAvailability,
  events: EventHub,
  delivery: Delivery,
  records: Records,
): () => void {
  let since = 0
  return store.onAvailability((isAvailable, cause) => {
    if (!isAvailable) {
      since = performance.now()
      events.emit('unavailable', { cause })
      return
    }
    events.emit('available', { afterMs: Math.round(performance.now() - since) })
    void delivery.settleOwed()
    void records.restore()
  })
}
