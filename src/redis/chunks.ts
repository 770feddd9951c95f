/** Keys in one UNLINK or MGET, members in one script: Redis serves nobody else meanwhile. */
export const CHUNK = 500

/** The items in groups of at most `size`. */
export function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
