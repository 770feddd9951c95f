import { join } from 'node:path'
import { requirePrograms } from './find-program'
import { startProcessServer } from './process-server'
import { redisInfo } from './redis-info'
import type { Server, StartOptions } from './server'

/** Runs the `redis-server` that is in one of the directories. */
export async function startInstalledRedis(directories: readonly string[], options: StartOptions): Promise<Server> {
  const program = join(requirePrograms(['redis-server'], directories), 'redis-server')
  return startProcessServer(options, 'redis', (dir) => ({
    program,
    stopSignal: 'SIGTERM',
    urlOf,
    args: (port) => [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir],
      ...['--save', '', '--appendonly', 'no'],
      ...(options.args ?? []),
    ],
    probe: async (port, pid) => {
      const { process_id: answering } = await redisInfo(urlOf(port))
      if (answering !== String(pid)) throw new Error(`process ${String(answering)} has port ${port}, not ${pid}`)
    },
  }))
}

function urlOf(port: number): string {
  return `redis://127.0.0.1:${port}`
}
