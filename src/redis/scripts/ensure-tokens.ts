import { defineScript } from './script'

/**
 * Reads tokens and makes those that are missing.
 *
 * KEYS[n]  tokens, or the epoch alone
 * ARGV[1]  a nonce of this call
 * ARGV[2]  time to live of a new token in ms, 0 for none
 * Returns the values of KEYS, in order.
 *
 * The server's time is part of a token because a client may send a command again whose reply it lost: a second
 * execution must not bring back the token that was bumped in between.
 */
export const ensureTokens = defineScript(`
local time = redis.call('TIME')
local stamp = 'T' .. ARGV[1] .. '.' .. time[1] .. '.' .. time[2] .. '.'
local values = {}
for i, key in ipairs(KEYS) do
  local value = redis.call('GET', key)
  if not value then
    value = stamp .. i
    if ARGV[2] == '0' then
      redis.call('SET', key, value)
    else
      redis.call('SET', key, value, 'PX', ARGV[2])
    end
  end
  values[i] = value
end
return values
`)
