import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { requirePrograms } from './find-program'
import { run } from './run'

/** Installs a package on Debian or Ubuntu, and says so. */
export async function installWithApt(name: string, directories: readonly string[]): Promise<void> {
  if (process.env['ALKEY_TEST_NO_APT'] === '1') throw new Error('ALKEY_TEST_NO_APT=1 forbids it')
  if (!existsSync('/etc/debian_version')) throw new Error('this is neither Debian nor Ubuntu')
  if (process.getuid?.() !== 0) throw new Error('only root may install packages')
  const apt = join(requirePrograms(['apt-get'], directories), 'apt-get')
  process.stderr.write(`alkey tests: installing ${name} with apt-get; ALKEY_TEST_NO_APT=1 forbids it\n`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run(apt, ['update'], { env })
  await run(apt, ['install', '--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', name], { env })
}
