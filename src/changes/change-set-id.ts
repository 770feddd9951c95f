import { randomBytes } from 'node:crypto'

const PROCESS = randomBytes(12).toString('base64url')
let count = 0

/** Names a change set, and its record in the store: no two alike, whatever process makes them. */
export function newChangeSetId(): string {
  return `${PROCESS}-${(count++).toString(36)}`
}
