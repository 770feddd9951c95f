import { Alkey, type RememberOptions } from '../../../../src'
import { connectRedis } from '../../../support/redis/redis'

// A process that loads slowly, and leaves a mark in Redis for each load that it begins.

let alkey: Alkey | undefined
let redis: Awaited<ReturnType<typeof connectRedis>> | undefined
let mark: string

/** Begins anew, in a namespace of its own. */
export async function open(url: string, namespace: string): Promise<void> {
  await alkey?.close()
  alkey = new Alkey({ redis: url, namespace, deadlineMs: 10_000 })
  // Its value depends on nothing: what is listened for is not logged.
  alkey.on('undeclared', () => undefined)
  redis ??= await connectRedis(url)
  mark = `${namespace}:loads`
}

/** How many have found no value so far. */
export function missed(): number {
  return alkey?.eventCounts.miss ?? 0
}

/** Asks for one value many times at once. The load ends when `${mark}:go` is there. @returns the values that came */
export async function ask(callers: number, options: RememberOptions): Promise<number[]> {
  if (!alkey || !redis) throw new Error('open() comes first')
  const [asked, client] = [alkey, redis]
  const load = async (): Promise<number> => {
    const [number, go] = [await client.incr(mark), `${mark}:go`]
    while ((await client.exists(go)) === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    return number
  }
  const values = await Promise.all(Array.from({ length: callers }, () => asked.remember(['page'], load, options)))
  return [...new Set(values)]
}
