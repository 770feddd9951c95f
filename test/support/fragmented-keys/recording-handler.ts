import type { CacheHandler } from '../../../src/fragmented-keys'

const verbs = ['get', 'set', 'getMulti', 'seed', 'increment', 'reset']

/** A handler that does what another one does, and remembers what it was asked for, in order. */
export function recording<Handler extends CacheHandler>(handler: Handler): { handler: Handler; calls: string[] } {
  const calls: string[] = []
  const proxy = new Proxy(handler, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        if (verbs.includes(String(name))) calls.push(String(name))
        return Reflect.apply(value, target, args)
      }
    },
  })
  return { handler: proxy, calls }
}

/** A handler as somebody writes one who has read the interface only: it can't make versions in one step. */
export class PlainHandler implements CacheHandler {
  readonly stored = new Map<string, string>()

  groupName(): string {
    return 'PlainHandler'
  }

  get(key: string): string | null {
    return this.stored.get(key) ?? null
  }

  set(key: string, value: string): void {
    this.stored.set(key, value)
  }

  getMulti(keys: readonly string[]): Record<string, string | null> {
    return Object.fromEntries(keys.map((key) => [key, this.get(key)]))
  }
}
