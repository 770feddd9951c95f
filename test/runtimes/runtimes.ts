import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { execute, succeed } from '../support/processes/execute'
import { findPrograms } from '../support/servers/find-program'

/** What runs JavaScript. */
export interface Runtime {
  readonly name: RuntimeName
  readonly version: string
  /** @returns how it ended */
  run(file: string, env: Readonly<Record<string, string>>): ReturnType<typeof execute>
}

export type RuntimeName = 'node' | 'bun' | 'deno'

/** How each of them runs a file, and where npm has its program: the packages for other machines are not installed. */
const kinds = {
  bun: { args: ['run', '--no-install'], scope: '@oven', path: ['bin', 'bun'] },
  deno: { args: ['run', '--allow-all', '--quiet'], scope: '@deno', path: ['deno'] },
}

const TIMEOUT_MS = 60_000

/** This Node.js, and the others from PATH, or from npm where they are absent. */
export async function findRuntimes(directory: string): Promise<readonly Runtime[]> {
  const others = (['bun', 'deno'] as const).map((name) => findOrInstall(name, directory))
  return [runtime('node', process.versions.node, process.execPath, [], directory), ...(await Promise.all(others))]
}

async function findOrInstall(name: 'bun' | 'deno', directory: string): Promise<Runtime> {
  const found = findPrograms([name], (process.env['PATH'] ?? '').split(':'))
  const programs = found === undefined ? await install(name, join(directory, name)) : [join(found, name)]
  const { args } = kinds[name]
  for (const program of programs) {
    // Some are for other processors, or another libc.
    const { code, stdout } = await execute(program, ['--version']).catch(() => ({ code: 1, stdout: '' }))
    const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0]
    if (code === 0 && version !== undefined) return runtime(name, version, program, args, directory)
  }
  throw new Error(`None of these runs here: ${programs.join(', ') || `no program of ${name}`}`)
}

async function install(name: 'bun' | 'deno', directory: string): Promise<readonly string[]> {
  // Its install script would only put the program where a shell finds it.
  const flags = ['--prefix', directory, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts']
  await succeed('npm', ['install', ...flags, name])
  const { scope, path } = kinds[name]
  const packages = join(directory, 'node_modules', scope)
  return readdirSync(packages).map((one) => join(packages, one, ...path))
}

function runtime(
  name: RuntimeName,
  version: string,
  program: string,
  args: readonly string[],
  directory: string,
): Runtime {
  // What it keeps for itself goes with the directory.
  const own = { DENO_DIR: join(directory, 'deno-cache'), DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' }
  return {
    name,
    version,
    run: (file, env) =>
      execute(program, [...args, file], { cwd: directory, env: { ...own, ...env }, timeoutMs: TIMEOUT_MS }),
  }
}
