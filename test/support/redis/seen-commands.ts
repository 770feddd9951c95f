import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connectRedis } from './redis'

/** What the shared Redis was sent during `work` that has `namespace` in it, in order: `['mget', …]`. */
export async function commandsDuring(namespace: string, work: () => Promise<unknown>): Promise<string[][]> {
  const [client, watched] = await Promise.all([connectRedis(), connectRedis()])
  const monitor = await watched.monitor()
  try {
    const seen: string[][] = []
    monitor.on('monitor', (_: string, command: string[]) => seen.push(command))
    await work()
    // The server tells of commands in their order: once it has told of this one, it has told of all before.
    const last = randomUUID()
    const told = (async () => {
      while (!seen.some((command) => command.includes(last))) await once(monitor, 'monitor')
    })()
    await client.echo(last)
    await told
    return seen
      .filter((command) => command.some((text) => text.includes(namespace)))
      .map(([name = '', ...rest]) => [name.toLowerCase(), ...rest])
  } finally {
    monitor.disconnect()
    watched.disconnect()
    client.disconnect()
  }
}
