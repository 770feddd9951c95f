import { defineScript } from './script'
import { WRITERS } from './writers'

/**
 * Removes the lease of a record, and has its writer in the list.
 *
 * KEYS[1]  the list of writers
 * KEYS[2]  the token that stands for it
 * KEYS[3]  the open records by the end of their lease in ms
 * ARGV[1]  the writer
 * ARGV[2]  its lease in ms
 * ARGV[3]  the id of the change set
 * Returns 1 if the token was removed.
 */
export const settleRecord = defineScript(`${WRITERS}
redis.call('ZREM', KEYS[3], ARGV[3])
return enlist(KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]))
`)
