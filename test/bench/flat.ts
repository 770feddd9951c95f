import type { Bench } from './bench'
import { flatInDependencies } from './flat-dependencies'
import { flatInEntries } from './flat-entries'
import { flatInRows } from './flat-rows'

/** Whether what the library does costs the same however much there is. */
export async function flat(bench: Bench): Promise<void> {
  await flatInRows(bench)
  await flatInEntries(bench)
  await flatInDependencies(bench)
}
