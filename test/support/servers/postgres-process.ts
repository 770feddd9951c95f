import { existsSync } from 'node:fs'
import { chown } from 'node:fs/promises'
import { join } from 'node:path'
import { succeed } from '../processes/execute'
import { queryPostgres } from './postgres-query'
import { startProcessServer } from './process-server'
import type { Server, StartOptions } from './server'
import { unprivilegedUser, type User } from './unprivileged-user'

/**
 * A crash of the machine may cost the tests their data; a crash of the server may not, because some tests cause one, and
 * that is why synchronous_commit stays on.
 */
const SETTINGS = ['fsync=off', 'full_page_writes=off', 'max_connections=200', 'max_wal_size=256MB']

/** Runs the `postgres` that is in the directory `programs`, on a new cluster if the server's `dir` has none. */
export async function startPostgresFrom(programs: string, options: StartOptions): Promise<Server> {
  const user = unprivilegedUser()
  return startProcessServer(options, 'postgres', async (dir) => {
    const data = join(dir, 'data')
    if (user !== undefined) await chown(dir, user.uid, user.gid)
    if (!existsSync(join(data, 'PG_VERSION'))) await createCluster(join(programs, 'initdb'), dir, data, user)
    return {
      program: join(programs, 'postgres'),
      user,
      // Doesn't wait for clients to leave.
      stopSignal: 'SIGINT',
      urlOf,
      args: (port) => [
        ...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', dir],
        ...SETTINGS.flatMap((setting) => ['-c', setting]),
        ...(options.args ?? []),
      ],
      probe: async (port) => {
        const [row] = await queryPostgres<{ data_directory: string }>(urlOf(port), 'SHOW data_directory')
        if (row?.data_directory !== data) throw new Error(`another PostgreSQL has port ${port}`)
      },
    }
  })
}

function urlOf(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/postgres`
}

async function createCluster(initdb: string, dir: string, data: string, user: User | undefined): Promise<void> {
  const args = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--auth=trust', '--no-sync']
  await succeed(initdb, args, { ...user, cwd: dir, env: { LC_ALL: 'C' } })
}
