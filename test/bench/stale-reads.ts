/** A version of a row, and when it was asked for, or when its write was acknowledged. */
export type Seen = readonly [id: number, version: number, at: number]

/** How many reads got a version lower than one whose write had been acknowledged before they began. */
export function staleReads(reads: readonly Seen[], writes: readonly Seen[]): number {
  const byTime = (a: Seen, b: Seen): number => a[2] - b[2]
  const acknowledged = [...writes].sort(byTime)
  const highest = new Map<number, number>()
  let [stale, next] = [0, 0]
  for (const [id, version, begun] of [...reads].sort(byTime)) {
    for (let write = acknowledged[next]; write && write[2] < begun; write = acknowledged[++next]) {
      highest.set(write[0], Math.max(write[1], highest.get(write[0]) ?? 0))
    }
    if (version < (highest.get(id) ?? 0)) stale++
  }
  return stale
}
