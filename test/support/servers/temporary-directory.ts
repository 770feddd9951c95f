import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guard } from './guardian'

const release = new Map<string, () => void>()

export async function makeTemporaryDirectory(name: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), `alkey-${name}-`))
  release.set(dir, guard({ dir }))
  return dir
}

export async function removeDirectory(dir: string): Promise<void> {
  // The last processes of a killed server may still write for a moment.
  await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  release.get(dir)?.()
  release.delete(dir)
}
