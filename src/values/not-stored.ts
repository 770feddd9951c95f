import type { AlkeyEvents, NotStoredReason } from '../events'
import type { Entry } from './entry'
import type { Wanted } from './stored-texts'
import { valueName } from './value-name'

/** Says of a value why it was not stored. */
export function notStored(
  { key, parts, options }: Wanted<unknown>,
  reason: NotStoredReason,
  entry: Entry | undefined,
): AlkeyEvents['notStored'] {
  const event = { key: key.key, reason, name: valueName(parts) }
  if (reason !== 'too-large' || !entry) return event
  return { ...event, bytes: Buffer.byteLength(entry.text), maxBytes: options.maxBytes }
}
