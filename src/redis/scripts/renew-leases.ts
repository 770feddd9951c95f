import { defineScript } from './script'

/**
 * Leases open records anew. Those that somebody has settled meanwhile, or whose contents are lost, are not.
 *
 * KEYS[1]  the open records by the end of their lease in ms
 * KEYS[2…] the records
 * ARGV[1]  the lease in ms
 * ARGV[2]  a record's time to live in ms
 * ARGV[3…] ids of change sets, in the order of the records
 * Returns the ids that were not leased.
 */
export const renewLeases = defineScript(`
local time = redis.call('TIME')
local deadline = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local gone = {}
for i = 3, #ARGV do
  if redis.call('ZSCORE', KEYS[1], ARGV[i]) and redis.call('PEXPIRE', KEYS[i - 1], ARGV[2]) == 1 then
    redis.call('ZADD', KEYS[1], deadline, ARGV[i])
  else
    gone[#gone + 1] = ARGV[i]
  end
end
return gone
`)
