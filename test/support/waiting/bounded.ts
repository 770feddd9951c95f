export const DEADLINE_MS = 300

/** What one call may take: its deadline, and the patience of a busy machine. */
const BOUND_MS = DEADLINE_MS + 1_500

export async function bounded<Result>(call: () => Promise<Result>): Promise<Result> {
  const begin = performance.now()
  const result = await call()
  expect(performance.now() - begin).toBeLessThan(BOUND_MS)
  return result
}
