import { defineScript } from './script'

/**
 * The list of writers, and the token that stands for it, at one moment.
 *
 * KEYS[1]  the list of writers
 * KEYS[2]  the token that stands for it
 * Returns the token and the list.
 */
export const readWriters = defineScript(`
return { redis.call('GET', KEYS[2]), redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '+inf') }
`)
