import { defineScript } from './script'

/**
 * Takes a lock that nobody has.
 *
 * KEYS[1]  the lock
 * ARGV[1]  who takes it
 * ARGV[2]  for how long, in ms
 * Returns who has it now, `-` while it is open to all.
 */
export const takeLock = defineScript(`
local holder = redis.call('GET', KEYS[1])
if holder then return holder end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
`)
