import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guard } from './guardian'

const release = new Map<string, () => void>()

/** @param parent the directory that it is made in */
export async function makeTemporaryDirectory(name: string, parent = tmpdir()): Promise<string> {
  const dir = await mkdtemp(join(parent, `alkey-${name}-`))
  release.set(dir, guard({ dir }))
  return dir
}

export async function removeDirectory(dir: string): Promise<void> {
  // The last processes of a killed server may still write for a moment.
  await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  release.get(dir)?.()
  release.delete(dir)
}
