import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { succeed } from '../support/processes/execute'

/** Installs packages where nothing else of this repository finds them. */
export async function installPackages(packages: Readonly<Record<string, string>>, directory: string): Promise<void> {
  const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`)
  const flags = ['--prefix', directory, '--no-save', '--no-audit', '--no-fund', '--engine-strict']
  if (names.length > 0) await succeed('npm', ['install', ...flags, ...names], { cwd: directory })
}

export function loadPackage(name: string, directory: string): Promise<unknown> {
  const { resolve } = createRequire(join(directory, 'package.json'))
  return import(pathToFileURL(resolve(name)).href) as Promise<unknown>
}
