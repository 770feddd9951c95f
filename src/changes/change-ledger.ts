import type { EventHub } from '../events'
import type { Delivery } from './delivery'
import type { OpenChanges } from './open-changes'
import type { Records } from './records'
import type { TagDelivery } from './tag-delivery'

/** Where change sets go: shared by all transactions of one `Alkey`. */
export interface ChangeLedger {
  readonly delivery: Delivery
  readonly open: OpenChanges
  readonly records: Records
  readonly events: EventHub
  readonly tags: TagDelivery
  /** Whether a write that can't be recorded is refused, where refusing it loses nothing. */
  readonly rejectsUnrecorded: boolean
}
