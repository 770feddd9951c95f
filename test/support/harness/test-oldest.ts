import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { succeed } from '../processes/execute'
import { makeTemporaryDirectory, removeDirectory } from '../servers/temporary-directory'
import { cells } from './cells/cells'

/** The oldest that package.json allows. */
const VERSION = '0.3.23'

// Runs the cells of TypeORM 0.3 with its oldest version, installed for this run alone. Arguments go to Jest.
async function main(): Promise<void> {
  const directory = await makeTemporaryDirectory('typeorm')
  try {
    // Its drivers are those of this repository.
    const flags = ['--prefix', directory, '--no-save', '--no-audit', '--no-fund', '--legacy-peer-deps']
    await succeed('npm', ['install', ...flags, `typeorm@${VERSION}`], { cwd: directory })
    const projects = cells.filter(({ typeorm }) => typeorm === '0.3').map(({ project }) => project)
    const jest = join(__dirname, '..', '..', '..', 'node_modules', '.bin', 'jest')
    const { status } = spawnSync(jest, [...process.argv.slice(2), '--selectProjects', ...projects], {
      stdio: 'inherit',
      env: { ...process.env, ALKEY_TEST_TYPEORM_03: join(directory, 'node_modules', 'typeorm') },
    })
    process.exitCode = status ?? 1
  } finally {
    await removeDirectory(directory)
  }
}

void main()
