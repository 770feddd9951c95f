import type { AlkeyEvents } from '../events'
import type { Warnings } from './logger'

/** Warns of values that are never stored, whenever they are loaded. Other reasons pass by themselves, or were asked for. */
export function warnOfNeverStored(
  warnings: Warnings,
  { name, reason, bytes = 0, maxBytes = 0 }: AlkeyEvents['notStored'],
): void {
  const why = {
    wrote:
      'its load, or one within it, sent a statement that writes, or whose effect is unknown. Write before the value is asked ' +
      'for, so that its load only reads.',
    'locked-rows':
      'its load, or one within it, locks the rows that it reads, and a caller that finds a value holds no lock. Read without ' +
      'a lock there.',
    'unknown-reads':
      'it can not be told what a query of its load reads, so nothing would change it. The event notStored has the query.',
    'not-attached':
      'computed() was called before a DataSource was attached, so the queries of its load are not seen. Call alkey.attach(dataSource) first.',
    varies:
      'its handler set a Vary that names other headers than the option vary of httpCache(), so before it runs nobody can tell ' +
      'which response it will choose. Name these headers in vary.',
    'too-large': `its text has ${bytes} bytes, and maxBytes is ${maxBytes}. Load less, or give the value a larger maxBytes.`,
  }
  if (name === undefined || !(reason in why)) return
  warnings.once(
    `notStored ${reason}`,
    name,
    () => `The value '${name}' is not cached: ${why[reason as keyof typeof why]}`,
  )
}
