import type { Alkey, KeyPart } from '../../../src'
import { MemoryValueStore } from '../../../src'

/** Gives a value from a cache of its own, or loads it and keeps it. */
export type Read = <Value>(parts: readonly KeyPart[], load: () => Promise<Value>) => Promise<Value>

/** As people do it by hand, in the order that the documentation teaches. */
export function readingByHand(alkey: Alkey): Read {
  const values = new Map<string, unknown>()
  return async <Value>(parts: readonly KeyPart[], load: () => Promise<Value>): Promise<Value> => {
    const key = await alkey.keyGenerator(...parts)
    if (values.has(key)) return values.get(key) as Value
    const value = await load()
    if (alkey.isCacheable(key)) values.set(key, value)
    return value
  }
}

export function remembering(alkey: Alkey): Read {
  const values = new MemoryValueStore()
  return (parts, load) => alkey.remember(parts, load, { values })
}
