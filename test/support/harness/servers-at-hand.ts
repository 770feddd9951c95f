import { reasonOf } from '../servers/reason'
import type { SharedServer } from '../servers/shared-servers'
import { type ServerName, servers } from './setups'

/** The servers that could be found or started, and why the others could not. */
export interface ServersAtHand {
  readonly found: ReadonlyMap<ServerName, SharedServer>
  readonly missing: ReadonlyMap<ServerName, string>
}

/**
 * Finds or starts what it can.
 * @param without servers to do without
 * @throws where a variable of the environment names a server that does not answer
 */
export async function findServers(without: readonly string[]): Promise<ServersAtHand> {
  const found = new Map<ServerName, SharedServer>()
  const missing = new Map<ServerName, string>()
  const failed: unknown[] = []
  await Promise.all(
    (Object.keys(servers) as ServerName[]).map(async (which) => {
      const { variable, findOrStart } = servers[which]
      if (without.includes(which)) return missing.set(which, 'ALKEY_TEST_WITHOUT names it')
      try {
        return found.set(which, await findOrStart())
      } catch (error) {
        if ((process.env[variable] ?? '') !== '') failed.push(error)
        return missing.set(which, reasonOf(error))
      }
    }),
  )
  if (failed.length > 0) {
    await stopServers(found)
    throw new AggregateError(failed, failed.map(reasonOf).join('\n'))
  }
  return { found, missing }
}

/** Stops those that were started here. */
export async function stopServers(found: ServersAtHand['found']): Promise<void> {
  await Promise.all(Array.from(found.values(), (server) => server.stop()))
}
