import { defineScript } from './script'

/**
 * Gives the caller records whose lease has ended, by leasing them to it.
 *
 * KEYS[1]  the open records by the end of their lease in ms
 * ARGV[1]  the lease in ms
 * ARGV[2]  how many at most
 * Returns ids of change sets.
 */
export const claimOverdue = defineScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
  redis.call('ZADD', KEYS[1], now + ARGV[1], id)
end
return ids
`)
