import { bentocache } from '../compare/libraries/bentocache'
import { cacheManager } from '../compare/libraries/cache-manager'
import { installPackages } from '../compare/installed-packages'
import { reasonOf } from '../support/servers/reason'
import { makeTemporaryDirectory, removeDirectory } from '../support/servers/temporary-directory'

type Installed = { readonly directory: string } | { readonly reason: string }

/** The libraries that are compared with, installed from npm when a benchmark first asks for them. */
export class PeerPackages {
  #installed: Promise<Installed> | undefined

  /** @returns where they are installed, or a reason why they are not */
  directory(): Promise<Installed> {
    return (this.#installed ??= install())
  }

  async remove(): Promise<void> {
    const installed = await this.#installed
    if (installed && 'directory' in installed) await removeDirectory(installed.directory)
  }
}

async function install(): Promise<Installed> {
  const directory = await makeTemporaryDirectory('bench')
  try {
    await installPackages({ ...bentocache.packages, ...cacheManager.packages }, directory)
    return { directory }
  } catch (error) {
    await removeDirectory(directory)
    return { reason: reasonOf(error) }
  }
}
