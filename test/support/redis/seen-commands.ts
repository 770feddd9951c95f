import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { RedisMonitor } from './monitor'
import { connectRedis } from './redis'

/** What the shared Redis was sent during `work` that has `namespace` in it, in order: `['mget', …]`. */
export async function commandsDuring(namespace: string, work: () => Promise<unknown>): Promise<string[][]> {
  const [client, monitor] = await Promise.all([connectRedis(), RedisMonitor.open()])
  try {
    const seen: string[][] = []
    monitor.on('command', (words) => seen.push(words))
    await work()
    // The server tells of commands in their order: once it has told of this one, it has told of all before.
    const last = randomUUID()
    const told = (async () => {
      while (!seen.some((command) => command.includes(last))) await once(monitor, 'command')
    })()
    await client.echo(last)
    await told
    return seen
      .filter((command) => command.some((text) => text.includes(namespace)))
      .map(([name = '', ...rest]) => [name.toLowerCase(), ...rest])
  } finally {
    monitor.close()
    client.disconnect()
  }
}
