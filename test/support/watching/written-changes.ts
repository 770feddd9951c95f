import type { Alkey, KeyPart } from '../../../src'
import { changedBy } from './key-watch'

export interface WriteCase {
  readonly watch: Record<string, KeyPart>
  readonly write: () => Promise<unknown>
  /** The names of what changes: everything that is watched unless told otherwise. */
  readonly changes?: readonly string[]
}

/** Tests that each write changes what it says, and nothing else that is watched. */
export function testChanges(alkey: () => Alkey, cases: Readonly<Record<string, WriteCase>>): void {
  test.each(Object.entries(cases))('%s', async (_, { watch, write, changes = Object.keys(watch) }) => {
    expect(await changedBy(alkey(), watch, write)).toEqual([...changes].sort())
  })
}
