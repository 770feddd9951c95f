import { defineScript } from './script'
import { WRITERS } from './writers'

/**
 * Gives the caller records whose lease has ended, by leasing them to it. Renews the caller's own lease as a writer, and drops
 * writers whose lease has ended.
 *
 * KEYS[1]  the open records by the end of their lease in ms
 * KEYS[2]  the list of writers
 * KEYS[3]  the token that stands for it
 * ARGV[1]  the lease in ms
 * ARGV[2]  how many at most
 * ARGV[3]  the caller as a writer; absent if it is none
 * Returns ids of change sets.
 */
export const claimOverdue = defineScript(`${WRITERS}
local time = now()
if ARGV[3] then enlist(KEYS[2], KEYS[3], ARGV[3], tonumber(ARGV[1])) end
local gone = overdue(KEYS[2], time)
if #gone > 0 then replace(KEYS[2], KEYS[3], gone) end
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', time, 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
  redis.call('ZADD', KEYS[1], time + ARGV[1], id)
end
return ids
`)
