import { defineScript } from './script'

/**
 * Leases a record anew that is still there, with a note in place of another one.
 *
 * KEYS[1]  the record, a set of identifiers and notes
 * KEYS[2]  the open records by the end of their lease in ms
 * ARGV[1]  the lease in ms
 * ARGV[2]  the record's time to live in ms
 * ARGV[3]  the id of the change set
 * ARGV[4]  the note
 * ARGV[5]  the note that it replaces, or the same
 */
export const keepRecord = defineScript(`
if not redis.call('ZSCORE', KEYS[2], ARGV[3]) or redis.call('EXISTS', KEYS[1]) == 0 then return end
local time = redis.call('TIME')
redis.call('SREM', KEYS[1], ARGV[5])
redis.call('SADD', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[2], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1], ARGV[3])
`)
