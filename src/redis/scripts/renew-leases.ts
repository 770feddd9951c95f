import { defineScript } from './script'

/**
 * Leases open records anew; those that somebody has settled meanwhile stay settled.
 *
 * KEYS[1]  the open records by the end of their lease in ms
 * ARGV[1]  the lease in ms
 * ARGV[2…] ids of change sets
 */
export const renewLeases = defineScript(`
local time = redis.call('TIME')
local deadline = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for i = 2, #ARGV do
  redis.call('ZADD', KEYS[1], 'XX', deadline, ARGV[i])
end
`)
