import { join } from 'node:path'
import { startChild } from '../support/processes/child-process'
import { reasonOf } from '../support/servers/reason'
import type * as crashChild from './crash-child'
import type { Library, Places } from './library'

/** Saves a product in another process, which dies when the database has committed, before anything hears of it. */
export async function crashAfterCommit({ name }: Library, places: Places, id: number): Promise<void> {
  const child = await startChild<typeof crashChild>(join(__dirname, 'crash-child.ts'))
  try {
    await child.call('saveAndDie', name, places, id)
  } catch (error) {
    if (reasonOf(error) === 'the child process ended with SIGKILL') return
    throw error
  } finally {
    await child.kill()
  }
  throw new Error('the process survived its COMMIT')
}
