import { existsSync } from 'node:fs'
import { chown } from 'node:fs/promises'
import { join } from 'node:path'
import { succeed } from '../processes/execute'
import { queryMysql } from './mysql-query'
import { startProcessServer } from './process-server'
import type { Server, StartOptions } from './server'
import { unprivilegedUser } from './unprivileged-user'

/**
 * A crash of the machine may cost the tests their data; a crash of the server may not, because some tests cause one: so
 * a commit reaches the operating system, which need not write it. Settings that not every version knows begin with
 * "loose".
 */
const SETTINGS = [
  'innodb-flush-log-at-trx-commit=2',
  'loose-innodb-flush-method=nosync',
  'innodb-doublewrite=0',
  'innodb-buffer-pool-size=64M',
  'innodb-fast-shutdown=2',
  'skip-log-bin',
  'loose-sync-frm=0',
  'loose-mysqlx=0',
  'character-set-server=utf8mb4',
  'max-connections=200',
  // What waits for a transaction that a test has left open fails instead of hanging.
  'lock-wait-timeout=20',
  'innodb-lock-wait-timeout=10',
]

export interface MariaDbPrograms {
  /** `mariadbd`, or the `mysqld` of either kind. */
  readonly server: string
  /** The command that makes a data directory, but for its path. */
  readonly initialize: readonly [string, ...string[]]
}

/** Runs the server on a new data directory if the server's `dir` has none. */
export async function startMariaDbFrom(programs: MariaDbPrograms, options: StartOptions): Promise<Server> {
  const user = unprivilegedUser()
  return startProcessServer(options, 'mariadb', async (dir) => {
    const data = join(dir, 'data')
    const socket = join(dir, 'socket')
    if (user !== undefined) await chown(dir, user.uid, user.gid)
    if (!existsSync(join(data, 'ibdata1'))) {
      const [program, ...args] = programs.initialize
      await succeed(program, [...args, `--datadir=${data}`], { ...user, cwd: dir, env: { LC_ALL: 'C' } })
    }
    return {
      program: programs.server,
      user,
      stopSignal: 'SIGTERM',
      urlOf,
      args: (port) => [
        '--no-defaults',
        ...[`--datadir=${data}`, `--socket=${socket}`, `--pid-file=${join(dir, 'pid')}`, `--tmpdir=${dir}`],
        ...[`--port=${port}`, '--bind-address=127.0.0.1'],
        ...SETTINGS.map((setting) => `--${setting}`),
        ...(options.args ?? []),
      ],
      probe: async (port) => {
        const [row] = await queryMysql<{ socket: string }>(urlOf(port), 'SELECT @@socket AS socket')
        if (row?.socket !== socket) throw new Error(`another server has port ${port}`)
      },
    }
  })
}

function urlOf(port: number): string {
  return `mysql://root@127.0.0.1:${port}/mysql`
}
