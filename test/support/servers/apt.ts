import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { succeed } from '../processes/execute'
import { requirePrograms } from './find-program'
import { reasonOf } from './reason'

/** The locks for which apt-get does not wait: those on its lists and its archives. DPkg::Lock::Timeout is for the others. */
const LOCKED = /Could not get lock/
const LOCK_DEADLINE_MS = 120_000
const PAUSE_MS = 100

/** Installs packages on Debian or Ubuntu, and says so. */
export async function installWithApt(packages: readonly string[], directories: readonly string[]): Promise<void> {
  if (process.env['ALKEY_TEST_NO_APT'] === '1') throw new Error('ALKEY_TEST_NO_APT=1 forbids it')
  if (!existsSync('/etc/debian_version')) throw new Error('this is neither Debian nor Ubuntu')
  if (process.getuid?.() !== 0) throw new Error('only root may install packages')
  const apt = join(requirePrograms(['apt-get'], directories), 'apt-get')
  process.stderr.write(
    `alkey tests: installing ${packages.join(' and ')} with apt-get; ALKEY_TEST_NO_APT=1 forbids it\n`,
  )
  await runApt(apt, ['update'])
  await runApt(apt, ['install', '--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages])
}

/** Waits while another apt-get has a lock: two servers may be missing at once, and Debian updates its lists by itself. */
export async function runApt(apt: string, args: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
  const deadline = AbortSignal.timeout(LOCK_DEADLINE_MS)
  for (;;) {
    try {
      await succeed(apt, args, { env })
      return
    } catch (error) {
      if (deadline.aborted || !LOCKED.test(reasonOf(error))) throw error
    }
    await setTimeout(PAUSE_MS)
  }
}
