import { existsSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'

const MEMORY = '/dev/shm'

/** Several times what a whole run keeps there. */
const ENOUGH_BYTES = 4 * 1024 ** 3

/**
 * Where the data of test databases lives: in memory where there is plenty, as on most Linux machines, unless `TMPDIR` names
 * a place. A file system on a disk takes long to find room once thousands of files were removed, and each database is
 * hundreds of files. It may not be allowed to run programs there, so nothing but data belongs in it.
 */
export function dataParent(): string {
  return process.env['TMPDIR'] === undefined && hasPlenty() ? MEMORY : tmpdir()
}

function hasPlenty(): boolean {
  if (process.platform !== 'linux' || !existsSync(MEMORY)) return false
  const { bavail, bsize } = statfsSync(MEMORY)
  return Math.min(bavail * bsize, freemem()) >= ENOUGH_BYTES
}
