/**
 * Functions for scripts that change the list of writers: a sorted set, by the end of their lease in ms, of texts
 * `<id> <scopes>`. While the token that stands for the list is there, the list has the same sets of scopes: that is why
 * writers whose lease has ended stay until somebody drops them, here alone.
 */
export const WRITERS = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function sets(list)
  local found = {}
  for _, writer in ipairs(redis.call('ZRANGEBYSCORE', list, '-inf', '+inf')) do
    found[string.match(writer, ' .*') or ' '] = true
  end
  return found
end
local function lacks(some, others)
  for set in pairs(others) do
    if not some[set] then return true end
  end
  return false
end
-- Returns whether the list has other sets than before.
local function replace(list, token, gone, writer, ends)
  local before = sets(list)
  for _, one in ipairs(gone) do redis.call('ZREM', list, one) end
  if writer then redis.call('ZADD', list, ends, writer) end
  local after = sets(list)
  if not lacks(before, after) and not lacks(after, before) then return 0 end
  redis.call('UNLINK', token)
  return 1
end
local function overdue(list, time)
  return redis.call('ZRANGEBYSCORE', list, '-inf', time)
end
-- Most writes find their writer in the list, with a lease that will do.
local function enlist(list, token, writer, lease)
  local time = now()
  local ends = redis.call('ZSCORE', list, writer)
  if ends and tonumber(ends) > time + lease / 2 then return 0 end
  local gone = overdue(list, time)
  if not ends or #gone > 0 then return replace(list, token, gone, writer, time + lease) end
  redis.call('ZADD', list, time + lease, writer)
  return 0
end
`
