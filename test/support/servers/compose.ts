import { basename, join } from 'node:path'
import { succeed } from '../processes/execute'
import { requirePrograms } from './find-program'
import { freePort } from './free-port'
import { guard } from './guardian'
import type { Server, StartOptions } from './server'
import { makeTemporaryDirectory, removeDirectory } from './temporary-directory'

const COMPOSE_FILE = join(__dirname, '..', '..', '..', 'docker-compose.yml')

export interface ComposeService {
  /** Its name in docker-compose.yml. */
  readonly name: string
  /** The variable in docker-compose.yml for the port on this machine. */
  readonly portVariable: string
  urlOf(port: number): string
}

/** Runs a service of docker-compose.yml as a Compose project of its own, named after its directory. */
export async function startComposeService(
  service: ComposeService,
  directories: readonly string[],
  options: StartOptions,
): Promise<Server> {
  const docker = join(requirePrograms(['docker'], directories), 'docker')
  if (options.args !== undefined) throw new Error('a container takes no arguments for its server')
  await succeed(docker, ['compose', 'version']).catch(() => {
    throw new Error(`${docker} has no Compose plugin`)
  })
  const port = options.port ?? (await freePort())
  const dir = options.dir ?? (await makeTemporaryDirectory(service.name))

  const env = { [service.portVariable]: String(port) }
  const argsOf = (...args: string[]) => ['compose', '-f', COMPOSE_FILE, '-p', basename(dir).toLowerCase(), ...args]
  const compose = async (...args: string[]): Promise<void> => {
    await succeed(docker, argsOf(...args), { env })
  }
  const release = guard({ command: [docker, ...argsOf('down', '--volumes')], env })
  const forget = async () => {
    release()
    await removeDirectory(dir)
  }
  try {
    await compose('up', '--detach', '--wait', service.name)
  } catch (error) {
    // What made `up` fail is worth more than what makes `down` fail after it.
    await compose('down', '--volumes').catch(() => undefined)
    await forget()
    throw error
  }
  return {
    url: service.urlOf(port),
    port,
    dir,
    pid: undefined,
    source: `the service ${service.name} of docker-compose.yml`,
    stop: async () => {
      await compose('down', '--volumes')
      await forget()
    },
    kill: (signal) => compose('kill', '--signal', signal, service.name),
  }
}
