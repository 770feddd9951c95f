import { defineScript } from './script'

/**
 * Gives back a lock, unless somebody else has it by now.
 *
 * KEYS[1]  the lock
 * ARGV[1]  who has taken it
 * ARGV[2]  for how long it is open to all, in ms; 0 for not at all
 */
export const giveLockBack = defineScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], '-', 'PX', ARGV[2])
end
`)
