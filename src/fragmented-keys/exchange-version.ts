import { defineScript } from '../redis/scripts/script'

/**
 * Puts a version in the place of another one, if that is still there, and raises the mark of its group.
 *
 * KEYS[1]  the version
 * KEYS[2]  the highest versions given out, a hash by group of tags
 * ARGV[1]  the group
 * ARGV[2]  the version that must be there, '' for none
 * ARGV[3]  the version to put there, '' to put nothing
 * ARGV[4]  '1' when it must be above the mark
 * ARGV[5]  '1' when the mark is to be raised to it
 * Returns 1 when it was put there, else what is: the version and the mark ('' where there is none) and the time.
 *
 * The text of versions comes from the caller: Lua has no form for numbers that is always the shortest one.
 */
export const exchangeVersion = defineScript(`
local version = redis.call('GET', KEYS[1]) or ''
local mark = redis.call('HGET', KEYS[2], ARGV[1]) or ''
local isAbove = mark == '' or ARGV[3] == '' or tonumber(ARGV[3]) > tonumber(mark)
if ARGV[3] == '' or version ~= ARGV[2] or (ARGV[4] == '1' and not isAbove) then
  local time = redis.call('TIME')
  return { version, mark, time[1], time[2] }
end
redis.call('SET', KEYS[1], ARGV[3])
if ARGV[5] == '1' and isAbove then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
end
return 1
`)

/**
 * Raises the mark of a group of tags.
 *
 * KEYS[1]  the highest versions given out, a hash by group of tags
 * ARGV[1]  the group
 * ARGV[2]  the version that was set
 */
export const raiseMark = defineScript(`
local mark = redis.call('HGET', KEYS[1], ARGV[1])
if not mark or tonumber(ARGV[2]) > tonumber(mark) then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
`)
