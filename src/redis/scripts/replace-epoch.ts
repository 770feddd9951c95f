import { defineScript } from './script'

/**
 * Replaces the epoch, so that no key made before is made again.
 *
 * KEYS[1]  the epoch
 * ARGV[1]  a nonce of this call
 * Returns the new epoch, unique for each execution as tokens are.
 */
export const replaceEpoch = defineScript(`
local time = redis.call('TIME')
local epoch = 'T' .. ARGV[1] .. '.' .. time[1] .. '.' .. time[2]
redis.call('SET', KEYS[1], epoch)
return epoch
`)
