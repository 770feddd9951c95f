import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { execute, succeed } from '../processes/execute'
import { installWithApt } from '../servers/apt'
import { programDirectories } from '../servers/find-program'
import { reasonOf } from '../servers/reason'

const ROOT = join(__dirname, '..', '..', '..')
const COMPILER = ['python3', 'make', 'g++']

/**
 * Looks whether better-sqlite3 works. npm downloads or builds it, and where it can do neither goes on without it; with a
 * compiler, which is installed where that is possible, it is built.
 * @throws where there is none, with the reason
 */
export async function findOrBuildSqlite(): Promise<void> {
  const reason = await whyNot()
  if (reason === undefined) return
  try {
    await installWithApt(COMPILER, programDirectories())
  } catch (cause) {
    throw new Error(`${reason}\n${reasonOf(cause)}`, { cause })
  }
  await build()
  const stillNot = await whyNot()
  if (stillNot !== undefined) throw new Error(stillNot)
}

/** In a process of its own: a module that was not there is not looked for again. */
async function whyNot(): Promise<string | undefined> {
  const args = ['-e', `new (require('better-sqlite3'))(':memory:')`]
  const { code, output } = await execute(process.execPath, args, { cwd: ROOT })
  return code === 0 ? undefined : (/^.*Error: .*$/m.exec(output)?.[0] ?? output)
}

async function build(): Promise<void> {
  // One that npm could not build is gone.
  const isThere = existsSync(join(ROOT, 'node_modules', 'better-sqlite3'))
  await succeed('npm', isThere ? ['rebuild', 'better-sqlite3'] : ['install', '--no-save'], { cwd: ROOT })
}
