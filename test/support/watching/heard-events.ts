import type { Alkey, AlkeyEvents } from '../../../src'

/** The events of one name from now on. */
export function heard<Name extends keyof AlkeyEvents>(alkey: Alkey, name: Name): AlkeyEvents[Name][] {
  const events: AlkeyEvents[Name][] = []
  alkey.on(name, (event) => events.push(event))
  return events
}
