import { installWithApt } from './apt'
import { startComposeService } from './compose'
import { programDirectories } from './find-program'
import { startFromFirstWorkingSource } from './first-working-source'
import { startInstalledRedis } from './redis-process'
import type { Server, Source, StartOptions } from './server'

/** A Redis for one test alone. */
export function startRedis(options: StartOptions = {}, sources = redisSources()): Promise<Server> {
  return startFromFirstWorkingSource('Redis', sources, options)
}

export function redisSources(directories = programDirectories()): Source[] {
  return [installedRedis(directories), composedRedis(directories), aptRedis(directories)]
}

export function installedRedis(directories = programDirectories()): Source {
  return {
    name: 'redis-server installed on this machine',
    help: 'install Redis: "apt-get install redis-server" (Debian, Ubuntu) or "brew install redis" (macOS)',
    start: (options) => startInstalledRedis(directories, options),
  }
}

export function composedRedis(directories = programDirectories()): Source {
  const service = {
    name: 'redis',
    portVariable: 'ALKEY_REDIS_PORT',
    urlOf: (port: number) => `redis://127.0.0.1:${port}`,
  }
  return {
    name: 'Docker Compose',
    help: 'install Docker with its Compose plugin and start its engine',
    start: (options) => startComposeService(service, directories, options),
  }
}

export function aptRedis(directories = programDirectories()): Source {
  return {
    name: 'apt-get install redis-server',
    help: 'run the tests as root on Debian or Ubuntu without ALKEY_TEST_NO_APT=1',
    start: async (options) => {
      await installWithApt(['redis-server'], directories)
      return startInstalledRedis(directories, options)
    },
  }
}
