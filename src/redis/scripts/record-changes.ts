import { defineScript } from './script'

/**
 * Adds identifiers to the record of a change set and leases it, on this server's clock.
 *
 * KEYS[1]  the record, a set of identifiers
 * KEYS[2]  the open records by the end of their lease in ms
 * ARGV[1]  the lease in ms
 * ARGV[2]  the record's time to live in ms
 * ARGV[3]  the id of the change set
 * ARGV[4…] identifiers, at most a few thousand
 */
export const recordChanges = defineScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SADD', KEYS[1], unpack(ARGV, 4))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], now + ARGV[1], ARGV[3])
`)
