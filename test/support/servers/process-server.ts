import { dataParent } from './data-parent'
import type { Server, StartOptions } from './server'
import { startProcess, type ProcessToStart } from './start-process'
import { makeTemporaryDirectory, removeDirectory } from './temporary-directory'

export interface ProcessServer extends Omit<ProcessToStart, 'dir' | 'port'> {
  urlOf(port: number): string
}

/** A server that is a process on this machine. `prepare` is called when its directory exists. */
export async function startProcessServer(
  { port: wantedPort, dir: wantedDir }: StartOptions,
  name: string,
  prepare: (dir: string) => ProcessServer | Promise<ProcessServer>,
): Promise<Server> {
  const dir = wantedDir ?? (await makeTemporaryDirectory(name, dataParent()))
  try {
    const server = await prepare(dir)
    const { process, port } = await startProcess({ ...server, dir, port: wantedPort })
    return {
      url: server.urlOf(port),
      port,
      dir,
      pid: process.pid,
      source: server.program,
      kill: (signal) => process.kill(signal),
      stop: async () => {
        await process.stop()
        await removeDirectory(dir)
      },
    }
  } catch (error) {
    if (wantedDir === undefined) await removeDirectory(dir)
    throw error
  }
}
