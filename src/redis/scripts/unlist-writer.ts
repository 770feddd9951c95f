import { defineScript } from './script'
import { WRITERS } from './writers'

/**
 * Takes a writer from the list.
 *
 * KEYS[1]  the list of writers
 * KEYS[2]  the token that stands for it
 * ARGV[1]  the writer
 */
export const unlistWriter = defineScript(`${WRITERS}
return replace(KEYS[1], KEYS[2], { ARGV[1] })
`)
