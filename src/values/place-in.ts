import { types } from 'node:util'

/** Characters of a path that messages show: its end, where there are more. */
const MOST = 100

interface Spot {
  readonly value: unknown
  readonly around?: Spot
  readonly step: string
}

/** Where something stands in a value, like `lines[0].price`; `undefined` when that is nowhere, or the value itself. */
export function placeIn(value: unknown, wanted: unknown): string | undefined {
  const seen = new Set<unknown>()
  const open: Spot[] = [{ value, step: '' }]
  // The list grows meanwhile.
  for (const spot of open) {
    if (spot.value === wanted) return pathTo(spot) || undefined
    if (typeof spot.value !== 'object' || spot.value === null || seen.has(spot.value)) continue
    seen.add(spot.value)
    for (const [step, item] of itemsIn(spot.value)) open.push({ value: item, around: spot, step })
  }
  return undefined
}

function itemsIn(value: object): (readonly [step: string, item: unknown])[] {
  // A proxy would run code of the application.
  if (types.isProxy(value) || ArrayBuffer.isView(value)) return []
  if (types.isMap(value)) return Array.from(value).flatMap(([key, item]) => [key, item].map(hidden))
  if (types.isSet(value)) return Array.from(value, hidden)
  const isArray = Array.isArray(value)
  return Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([name, one]) =>
    one.enumerable && 'value' in one ? [[isArray ? `[${name}]` : stepOf(name), one.value as unknown] as const] : [],
  )
}

/** Other names, as keys of Maps, are data, which is none of a log's business. */
function stepOf(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? `.${name}` : '[…]'
}

function hidden(item: unknown): readonly [string, unknown] {
  return ['[…]', item]
}

function pathTo(spot: Spot): string {
  let path = ''
  for (let one: Spot | undefined = spot; one && path.length <= MOST; one = one.around) path = one.step + path
  return path.length > MOST ? `…${path.slice(-MOST)}` : path.replace(/^\./, '')
}
