import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execute } from '../processes/execute'
import { installWithApt } from '../servers/apt'
import { programDirectories } from '../servers/find-program'
import { reasonOf } from '../servers/reason'

const ROOT = join(__dirname, '..', '..', '..')
const LOCATION = 'node_modules/better-sqlite3'
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
  return code === 0 ? undefined : errorIn(output)
}

async function build(): Promise<void> {
  // One that npm could not build is gone; by its name it is asked for, and npm tells why it fails.
  const args = existsSync(join(ROOT, LOCATION))
    ? ['rebuild', 'better-sqlite3']
    : ['install', '--no-save', `better-sqlite3@${await lockedVersion()}`]
  const { code, output } = await execute('npm', args, { cwd: ROOT })
  if (code !== 0) throw new Error(`npm could neither download nor build it: ${errorIn(output)}`)
}

function errorIn(output: string): string {
  return /Error: .*/.exec(output)?.[0] ?? output
}

async function lockedVersion(): Promise<string> {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<typeof LOCATION, { version: string }>
  }
  return lock.packages[LOCATION].version
}
