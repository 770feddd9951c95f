import { defineScript } from './script'

/**
 * Reads tokens and makes those that are missing.
 *
 * KEYS[n]  tokens, or the epoch alone
 * ARGV[1]  a nonce of this call, 7 characters
 * ARGV[2]  time to live of a new token in ms, 0 for none
 * Returns the values of KEYS, in order; an error for one that holds something else.
 *
 * A token is 12 characters long, beyond which Redis takes more memory for each. The server's time is part of it, in
 * microseconds of the last 16 seconds, because a client may send a command again whose reply it lost: a second execution must
 * not bring back the token that was bumped in between.
 */
export const ensureTokens = defineScript(`
local time = redis.call('TIME')
local digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
local now = time[1] * 1000000 + time[2]
local function token(i)
  local text = 'T' .. ARGV[1]
  local rest = (now + i) % 16777216
  for _ = 1, 4 do
    local digit = rest % 64
    text = text .. string.sub(digits, digit + 1, digit + 1)
    rest = (rest - digit) / 64
  end
  return text
end
local values = {}
for i, key in ipairs(KEYS) do
  local value = redis.pcall('GET', key)
  if not value then
    value = token(i)
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
