import type { EventHub } from '../events'
import { reportsAvailability, reportsFailures } from '../tokens/availability'
import type { TokenStore } from '../tokens/token-store'
import type { Records } from './records'
import type { TokenDelivery } from './token-delivery'

/**
 * Tells what a store refuses, and the ends of an outage, and makes good as soon as it is over what it has prevented.
 *
 * @returns a function that ends it
 */
export function watchAvailability(
  store: TokenStore,
  events: EventHub,
  tokens: TokenDelivery,
  records: Records,
): () => void {
  const endings: (() => void)[] = []
  if (reportsFailures(store))
    endings.push(
      store.onFailure((error) => {
        events.emit('error', { error })
      }),
    )
  if (reportsAvailability(store)) endings.push(store.onAvailability(outageTeller(events, tokens, records)))
  return () => {
    for (const end of endings) end()
  }
}

function outageTeller(events: EventHub, tokens: TokenDelivery, records: Records) {
  let since = 0
  return (isAvailable: boolean, cause?: unknown): void => {
    if (!isAvailable) {
      since = performance.now()
      events.emit('unavailable', { cause })
      return
    }
    events.emit('available', { afterMs: Math.round(performance.now() - since) })
    void tokens.settleOwed()
    void records.restore()
  }
}
