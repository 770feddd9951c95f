import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** PATH, then the places that distributions keep off PATH. */
export function programDirectories(): string[] {
  return [
    ...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean),
    '/usr/bin',
    '/usr/sbin',
    '/usr/libexec',
    '/usr/local/bin',
    '/usr/local/sbin',
    '/usr/local/mysql/bin',
    '/opt/homebrew/bin',
    ...versioned('/usr/lib/postgresql', '', 'bin'),
    ...versioned('/usr', 'pgsql-', 'bin'),
    ...versioned('/usr/libexec', 'postgresql', ''),
    ...versioned('/opt/homebrew/opt', 'postgresql@', 'bin'),
    ...versioned('/usr/local/opt', 'postgresql@', 'bin'),
    ...versioned('/opt/homebrew/opt', 'mariadb@', 'bin'),
    ...versioned('/usr/local/opt', 'mariadb@', 'bin'),
  ]
}

/** The first directory that has all the programs: parts of one server must be of one version. */
export function findPrograms(names: readonly string[], directories: readonly string[]): string | undefined {
  return directories.find((directory) => names.every((name) => isProgram(join(directory, name))))
}

export function requirePrograms(names: readonly string[], directories: readonly string[]): string {
  const directory = findPrograms(names, directories)
  if (directory !== undefined) return directory
  throw new Error(`no directory of ${[...new Set(directories)].join(delimiter) || '(none)'} has ${names.join(' and ')}`)
}

function versioned(parent: string, prefix: string, child: string): string[] {
  const versionOf = (name: string) => Number.parseFloat(name.slice(prefix.length))
  return entriesOf(parent)
    .filter((name) => name.startsWith(prefix) && !Number.isNaN(versionOf(name)))
    .sort((left, right) => versionOf(right) - versionOf(left))
    .map((name) => join(parent, name, child))
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
