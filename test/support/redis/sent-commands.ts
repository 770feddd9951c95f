import { RedisMonitor } from './monitor'
import { connectRedis, uniqueNamespace } from './redis'

/** The names of the commands for one namespace that Redis gets while `work` runs, in their order; not those of scripts. */
export async function commandsSent(namespace: string, work: () => Promise<unknown>): Promise<string[]> {
  const [client, monitor] = await Promise.all([connectRedis(), RedisMonitor.open()])
  const commands: string[] = []
  const marker = uniqueNamespace()
  const isSeen = new Promise<void>((resolve) => {
    monitor.on('command', (args, source) => {
      if (args.includes(marker)) resolve()
      else if (source !== 'lua' && args.some((arg) => arg.includes(`{${namespace}}`))) commands.push(args[0] ?? '')
    })
  })
  await work()
  // What Redis shows comes in the order in which it was done.
  await client.get(marker)
  await isSeen
  monitor.close()
  client.disconnect()
  return commands
}
