import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { succeed } from '../../support/processes/execute'
import { makeTemporaryDirectory, removeDirectory } from '../../support/servers/temporary-directory'
import { readSources } from '../imports/source-imports'
import { REPOSITORY } from './repository'

export interface Packed {
  readonly tarball: string
  /** Paths in the package, sorted. */
  readonly files: readonly string[]
  /** The package as it will stand in somebody's node_modules. */
  readonly directory: string
  remove(): Promise<void>
}

/** The package for all tests of a file, packed before the first and removed after the last. */
export function usePackage(): () => Packed {
  let packed: Packed | undefined
  beforeAll(async () => {
    packed = await packPackage()
  })
  afterAll(() => packed?.remove())
  return () => {
    if (!packed) throw new Error('The package is packed before the first test; ask for it in a test.')
    return packed
  }
}

/** Packs what is built, without building it: that would pull `dist` away from under the other tests. */
async function packPackage(): Promise<Packed> {
  refuseOldBuild()
  const parent = await makeTemporaryDirectory('pack')
  await succeed('npm', ['pack', '--ignore-scripts', '--pack-destination', parent], { cwd: REPOSITORY })
  const tarball = join(parent, onlyEntry(parent))
  const unpacked = join(parent, 'unpacked')
  mkdirSync(unpacked)
  await succeed('tar', ['-xzf', tarball, '-C', unpacked], { cwd: parent })
  const directory = join(unpacked, 'package')
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort()
  return { tarball, files, directory, remove: () => removeDirectory(parent) }
}

function onlyEntry(directory: string): string {
  const [entry, ...others] = readdirSync(directory)
  if (entry === undefined || others.length > 0) throw new Error(`npm pack left not one file in ${directory}`)
  return entry
}

function refuseOldBuild(): void {
  for (const file of readSources().keys()) {
    const built = statSync(join(REPOSITORY, 'dist', file.replace(/\.ts$/, '.js')), { throwIfNoEntry: false })
    if (built && built.mtimeMs >= statSync(join(REPOSITORY, 'src', file)).mtimeMs) continue
    throw new Error(
      `dist is ${built ? 'older than' : 'missing'} src/${file}: run npm run build first, as npm test does.`,
    )
  }
}
