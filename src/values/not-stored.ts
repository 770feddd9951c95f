import type { AlkeyEvents, NotStoredReason } from '../events'
import type { Entry } from './entry'
import type { Wanted } from './stored-texts'
import { nameOfValue } from './value-name'

/** Says of a value why it was not stored. */
export function notStored(
  wanted: Wanted<unknown>,
  reason: NotStoredReason,
  entry: Entry | undefined,
  query: string | undefined,
): AlkeyEvents['notStored'] {
  const event = { key: wanted.key.key, reason, name: nameOfValue(wanted), ...(query !== undefined && { query }) }
  if (reason !== 'too-large' || !entry) return event
  return { ...event, bytes: Buffer.byteLength(entry.text), maxBytes: wanted.options.maxBytes }
}
