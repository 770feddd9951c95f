import type { SharedServer } from '../servers/shared-servers'

const scope = globalThis as { alkeySharedServers?: Map<string, Promise<SharedServer>> }

/** By the environment variable that names it. A global, because Jest may load setup and teardown apart. */
const shared = (scope.alkeySharedServers ??= new Map<string, Promise<SharedServer>>())

/** Finds or starts the server, once however often Jest calls, and names it in the environment that workers inherit. */
export async function share(variable: string, findOrStart: () => Promise<SharedServer>): Promise<SharedServer> {
  const sharing = shared.get(variable) ?? findOrStart()
  shared.set(variable, sharing)
  const server = await sharing
  process.env[variable] = server.url
  return server
}

/** Stops the servers that `share` started, and forgets their names, so that a run in watch mode starts new ones. */
export async function stopSharing(): Promise<void> {
  const entries = [...shared]
  shared.clear()
  await Promise.all(
    entries.map(async ([variable, sharing]) => {
      const server = await sharing.catch(() => undefined)
      if (server === undefined || server.source === variable) return
      Reflect.deleteProperty(process.env, variable)
      await server.stop()
    }),
  )
}
