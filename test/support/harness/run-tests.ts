import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename, join } from 'node:path'
import { reasonOf } from '../servers/reason'
import { findOrBuildSqlite } from './find-or-build-sqlite'
import { leftOutText } from './left-out-text'
import config from './projects'
import { findServers, stopServers } from './servers-at-hand'
import { type Need, type Setup, servers, setups } from './setups'

// `npm test`: starts the servers that can be had, runs what they are enough for, and says at the end what was left out.
// Arguments go to Jest. With CI=true a run that leaves something out has failed.

async function main(): Promise<number> {
  const args = process.argv.slice(2)
  // Each project that is named starts what it needs, or fails.
  if (args.includes('--selectProjects')) return runJest(args, {})
  const without = (process.env['ALKEY_TEST_WITHOUT'] ?? '').split(',')
  const [{ found, missing: missingServers }, sqlite] = await Promise.all([findServers(without), whyNoSqlite(without)])
  const missing = new Map<Need, string>(missingServers)
  if (sqlite !== undefined) missing.set('better-sqlite3', sqlite)
  try {
    const leftOut = projects().filter(({ needs }) => needs.some((which) => missing.has(which)))
    if (leftOut.length > 0) {
      const others = projects().filter((one) => !leftOut.some(({ name }) => name === one.name))
      const patterns = args.includes('--') ? args.indexOf('--') : args.length
      args.splice(patterns, 0, '--selectProjects', ...others.map(({ name }) => name))
    }
    const urls = Object.fromEntries(Array.from(found, ([which, { url }]) => [servers[which].variable, url]))
    const code = await runJest(args, { ...urls, ALKEY_TEST_PROJECTS: 'all' })
    if (leftOut.length === 0) return code
    const names = leftOut.map(({ name }) => name)
    process.stderr.write(`\n${leftOutText(missing, names, process.platform === 'darwin')}\n`)
    return code === 0 && process.env['CI'] === 'true' ? 1 : code
  } finally {
    await stopServers(found)
  }
}

async function whyNoSqlite(without: readonly string[]): Promise<string | undefined> {
  if (without.includes('better-sqlite3')) return 'ALKEY_TEST_WITHOUT names it'
  return findOrBuildSqlite().then(() => undefined, reasonOf)
}

type JestProject = {
  readonly displayName: string
  readonly globalSetup?: string
  readonly globals?: Readonly<Record<string, unknown>>
}

/** The projects of Jest, and what they need. */
function projects(): { readonly name: string; readonly needs: readonly Need[] }[] {
  return (config.projects ?? []).map((project) => {
    if (typeof project === 'string') throw new Error(`The project ${project} has no name`)
    const { displayName, globalSetup, globals } = project as JestProject
    const ofSetup = globalSetup ? setups[basename(globalSetup, '.ts') as Setup] : []
    const isOfSqlite = globals?.['alkeyDatabase'] === 'better-sqlite3'
    return { name: displayName, needs: isOfSqlite ? [...ofSetup, 'better-sqlite3'] : ofSetup }
  })
}

async function runJest(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // It is in the same group of processes, and ends by itself when that is interrupted.
  process.on('SIGINT', () => undefined)
  const jest = spawn(join(__dirname, '..', '..', '..', 'node_modules', '.bin', 'jest'), args, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  const [code] = (await once(jest, 'exit')) as [number | null]
  return code ?? 1
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${reasonOf(error)}\n`)
    process.exitCode = 1
  },
)
