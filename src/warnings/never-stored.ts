import type { AlkeyEvents } from '../events'
import type { Warnings } from './logger'

/** Warns of values that are never stored, whenever they are loaded. Other reasons pass by themselves, or were asked for. */
export function warnOfNeverStored(
  warnings: Warnings,
  { name, reason, bytes = 0, maxBytes = 0 }: AlkeyEvents['notStored'],
): void {
  const why = {
    wrote:
      'its load, or one within it, sent a statement that writes, or whose effect is unknown. Write before remember(), so that ' +
      'the load only reads.',
    'locked-rows':
      'its load, or one within it, locks the rows that it reads, and a caller that finds a value holds no lock. Read without ' +
      'a lock there.',
    'too-large': `its text has ${bytes} bytes, and maxBytes is ${maxBytes}. Load less, or pass a larger maxBytes to remember().`,
  }
  if (name === undefined || !(reason in why)) return
  warnings.once(
    `notStored ${reason}`,
    name,
    () => `The value '${name}' is not cached: ${why[reason as keyof typeof why]}`,
  )
}
