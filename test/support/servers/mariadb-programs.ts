import { join } from 'node:path'
import { findPrograms, requirePrograms } from './find-program'
import type { MariaDbPrograms } from './mariadb-process'

const INSTALLERS = ['mariadb-install-db', 'mysql_install_db']
/**
 * Root without a password, and not only over the socket for the system's user of that name. `--force`, since a machine need
 * not know its own name.
 */
const INSTALLER_ARGS = ['--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db', '--force']

/** MariaDB brings a program that makes data directories, MySQL's server makes them itself. */
export function mariaDbPrograms(directories: readonly string[]): MariaDbPrograms {
  const installer = programIn(INSTALLERS, directories)
  const server = programIn(installer === undefined ? ['mysqld'] : ['mariadbd', 'mysqld'], directories)
  if (server === undefined) {
    // Throws, and says where it looked.
    const directory = requirePrograms(['mariadbd'], directories)
    throw new Error(`${directory} has mariadbd, but there is no ${INSTALLERS.join(' or ')}`)
  }
  return {
    server,
    initialize:
      installer === undefined
        ? [server, '--no-defaults', '--initialize-insecure']
        : [installer, ...INSTALLER_ARGS, '--innodb-flush-method=nosync', '--innodb-log-file-size=16M'],
  }
}

function programIn(names: readonly string[], directories: readonly string[]): string | undefined {
  for (const name of names) {
    const directory = findPrograms([name], directories)
    if (directory !== undefined) return join(directory, name)
  }
  return undefined
}
