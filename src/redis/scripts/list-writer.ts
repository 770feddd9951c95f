import { defineScript } from './script'
import { WRITERS } from './writers'

/**
 * Has a writer in the list.
 *
 * KEYS[1]  the list of writers
 * KEYS[2]  the token that stands for it
 * ARGV[1]  the writer
 * ARGV[2]  its lease in ms
 * Returns 1 if the token was removed.
 */
export const listWriter = defineScript(`${WRITERS}
return enlist(KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]))
`)
