import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const REPOSITORY = join(__dirname, '..', '..', '..')

export interface PackageJson {
  readonly name: string
  readonly version: string
  readonly main: string
  readonly types: string
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly typesVersions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly scripts: Readonly<Record<string, string>>
  readonly engines: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>
}

/** The package.json of this package, or of an installed one. */
export function readPackageJson(directory = REPOSITORY): PackageJson {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as PackageJson
}

/** Where a development dependency is installed. */
export function installed(name: string): string {
  return join(REPOSITORY, 'node_modules', name)
}
