import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { programDirectories, requirePrograms } from './find-program'
import { startProcessServer } from './process-server'
import { redisInfo } from './redis-info'
import type { Server } from './server'

/** The name by which it knows its master. */
export const MASTER_NAME = 'shop'

/** How long a master may say nothing until it is replaced. */
const DOWN_AFTER_MS = 300

/** A Sentinel that decides alone. It comes with Redis: there is none where Redis runs in a container. */
export async function startSentinel(masterPort: number): Promise<Server> {
  const program = join(requirePrograms(['redis-server'], programDirectories()), 'redis-server')
  return startProcessServer({}, 'sentinel', async (dir) => {
    const settings = join(dir, 'sentinel.conf')
    const lines = [
      'bind 127.0.0.1',
      `dir ${dir}`,
      `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${masterPort} 1`,
      `sentinel down-after-milliseconds ${MASTER_NAME} ${DOWN_AFTER_MS}`,
    ]
    // It keeps there what it learns.
    await writeFile(settings, lines.join('\n'))
    return {
      program,
      stopSignal: 'SIGTERM',
      urlOf: (port) => `redis://127.0.0.1:${port}`,
      args: (port) => [settings, '--sentinel', '--port', String(port)],
      probe: async (port, pid) => {
        const { process_id: answering } = await redisInfo(`redis://127.0.0.1:${port}`)
        if (answering !== String(pid)) throw new Error(`process ${String(answering)} has port ${port}, not ${pid}`)
      },
    }
  })
}
