import { createHook } from 'node:async_hooks'

const kinds = ['PROMISE', 'Timeout', 'Immediate', 'TickObject', 'Microtask']

/** How many promises, timers and the like a call makes, the median of some calls. */
export async function asyncResourcesOf(call: () => Promise<unknown>): Promise<Record<string, number>> {
  const runs: Record<string, number>[] = []
  for (let i = 0; i < 21; i++) {
    const counts: Record<string, number> = {}
    const hook = createHook({
      init: (_, type) => {
        if (kinds.includes(type)) counts[type] = (counts[type] ?? 0) + 1
      },
    }).enable()
    await call()
    hook.disable()
    runs.push(counts)
  }
  runs.sort((a, b) => (a['PROMISE'] ?? 0) - (b['PROMISE'] ?? 0))
  return runs[10] ?? {}
}
