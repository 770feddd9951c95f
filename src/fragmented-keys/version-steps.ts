/** The version after an increment: 0.1 more, or the next larger double where that would change nothing. */
export function nextVersion(version: number): number {
  const next = version + 0.1
  return next === version ? nextDouble(version) : next
}

/** The smallest double above. */
export function nextDouble(value: number): number {
  if (value === 0) return Number.MIN_VALUE
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n))
  return view.getFloat64(0)
}

/** The time in ms since 1970, with digits below the millisecond. */
export function clock(): number {
  return Date.now() + (performance.now() % 1)
}

/**
 * The highest version given out, above which fresh ones are: then none comes back when a tag was evicted, had run
 * ahead of the clock, or the clock was set back.
 */
export class VersionMark {
  #highest = -Infinity

  get highest(): number {
    return this.#highest
  }

  raise(version: number): void {
    if (isCounted(version)) this.#highest = Math.max(this.#highest, version)
  }

  /** A version above all that this mark was raised to, and not below the time. */
  fresh(now: number): number {
    return (this.#highest = freshVersion(now, this.#highest))
  }
}

/** The time, or the next double above `mark` where the time is not above it. */
export function freshVersion(now: number, mark: number): number {
  return Math.max(now, mark === -Infinity ? mark : nextDouble(mark))
}

/**
 * Whether fresh versions could ever come to a version: not to one beyond the year 10889, which somebody has set and
 * which would take all fresh ones there.
 */
export function isCounted(version: number): boolean {
  return version < 2 ** 48
}
