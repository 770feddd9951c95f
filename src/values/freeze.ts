/**
 * Freezes all of a value, however deep.
 *
 * @returns false, with the value as it was, where something in it can't be frozen: what has contents besides properties (a
 * Date, a Map, bytes), or loads a property when it is asked for
 */
export function freezeDeep(value: unknown): boolean {
  const found = new Set<object>()
  const open: unknown[] = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one !== 'object' || one === null || found.has(one)) continue
    if (!canFreeze(one)) return false
    found.add(one)
    for (const item of Object.values(one)) open.push(item)
  }
  for (const one of found) Object.freeze(one)
  return true
}

function canFreeze(value: object): boolean {
  if (Object.values(Object.getOwnPropertyDescriptors(value)).some((one) => !('value' in one))) return false
  const tag = Object.prototype.toString.call(value)
  return tag === '[object Object]' || tag === '[object Array]'
}
