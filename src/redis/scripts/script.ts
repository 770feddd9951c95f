import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'

/** A Lua script, sent by its digest and in full only when the server doesn't know it. Registers no command anywhere. */
export type Script = (client: Redis, keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>

export function defineScript(lua: string): Script {
  const sha = createHash('sha1').update(lua).digest('hex')
  return (client, keys, args) =>
    client.evalsha(sha, keys.length, ...keys, ...args).catch((error: unknown) => {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return client.eval(lua, keys.length, ...keys, ...args)
    })
}
