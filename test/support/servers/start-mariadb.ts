import { installWithApt } from './apt'
import { startComposeService } from './compose'
import { programDirectories } from './find-program'
import { startFromFirstWorkingSource } from './first-working-source'
import { startMariaDbFrom } from './mariadb-process'
import { mariaDbPrograms } from './mariadb-programs'
import type { Server, Source, StartOptions } from './server'

/**
 * The server's programs without those that make it a service of the system, which would start at once. Of the client's
 * programs `mariadb-install-db` runs `my_print_defaults`, which Debian's package of the server does not ask for.
 */
const APT_PACKAGES = ['mariadb-server-core', 'mariadb-client-core']

/** A MariaDB for one test alone. */
export function startMariaDb(options: StartOptions = {}, sources = mariaDbSources()): Promise<Server> {
  return startFromFirstWorkingSource('MariaDB', sources, options)
}

export function mariaDbSources(directories = programDirectories()): Source[] {
  return [installedMariaDb(directories), aptMariaDb(directories), composedMariaDb(directories)]
}

export function installedMariaDb(directories = programDirectories()): Source {
  return {
    name: 'mariadbd or mysqld installed on this machine',
    help: 'install MariaDB: "apt-get install mariadb-server" (Debian, Ubuntu) or "brew install mariadb" (macOS)',
    start: async (options) => {
      const programs = mariaDbPrograms(directories)
      return await startMariaDbFrom(programs, options)
    },
  }
}

export function aptMariaDb(directories = programDirectories()): Source {
  return {
    name: `apt-get install ${APT_PACKAGES.join(' ')}`,
    help: 'run the tests as root on Debian or Ubuntu without ALKEY_TEST_NO_APT=1',
    start: async (options) => {
      await installWithApt(APT_PACKAGES, directories)
      return await startMariaDbFrom(mariaDbPrograms(directories), options)
    },
  }
}

export function composedMariaDb(directories = programDirectories()): Source {
  const service = {
    name: 'mariadb',
    portVariable: 'ALKEY_MYSQL_PORT',
    urlOf: (port: number) => `mysql://root@127.0.0.1:${port}/mysql`,
  }
  return {
    name: 'Docker Compose',
    help: 'install Docker with its Compose plugin and start its engine',
    start: (options) => startComposeService(service, directories, options),
  }
}
