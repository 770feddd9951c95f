import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename, join } from 'node:path'
import { reasonOf } from '../servers/reason'
import { findServers, leftOutText, stopServers } from './servers-at-hand'
import config from './projects'
import { type ServerName, type Setup, servers, setups } from './setups'

// `npm test`: starts the servers that can be had, runs what they are enough for, and says at the end what was left out.
// Arguments go to Jest. With CI=true a run that leaves something out has failed.

async function main(): Promise<number> {
  const args = process.argv.slice(2)
  // Each project that is named starts what it needs, or fails.
  if (args.includes('--selectProjects')) return runJest(args, {})
  const { found, missing } = await findServers((process.env['ALKEY_TEST_WITHOUT'] ?? '').split(','))
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

/** The projects of Jest, and what they need. */
function projects(): { readonly name: string; readonly needs: readonly ServerName[] }[] {
  return (config.projects ?? []).map((project) => {
    if (typeof project === 'string') throw new Error(`The project ${project} has no name`)
    const { displayName, globalSetup } = project as { displayName: string; globalSetup?: string }
    return { name: displayName, needs: globalSetup ? setups[basename(globalSetup, '.ts') as Setup] : [] }
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
