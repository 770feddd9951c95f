import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { findServers, stopServers } from '../support/harness/servers-at-hand'
import { type ServerName, servers } from '../support/harness/setups'
import { uniqueNamespace } from '../support/redis/redis'
import { makeTemporaryDirectory, removeDirectory } from '../support/servers/temporary-directory'
import { type Driver, drivers } from './drivers'
import { type Runtime, findRuntimes } from './runtimes'

// Runs one program, with the built package, in Node.js, Bun and Deno, and prints a line for each of its databases: ok, or what
// fails. Fails where something else fails than is known of a runtime, or where that works.

const REPOSITORY = join(__dirname, '..', '..')
const PACKAGES = ['typeorm', 'ioredis', 'reflect-metadata', 'pg', 'mysql2', 'sql.js', 'better-sqlite3']

async function main(): Promise<boolean> {
  const directory = await makeTemporaryDirectory('runtimes')
  const { found, missing } = await findServers((process.env['ALKEY_TEST_WITHOUT'] ?? '').split(','))
  try {
    for (const [which, { url }] of found) process.env[servers[which].variable] = url
    const [program, sharing] = ['program.ts', 'sharing.ts'].map((file) => compile(file, directory)) as [string, string]
    linkPackages(directory)
    const runtimes = await findRuntimes(directory)
    const outcomes: boolean[] = []
    for (const runtime of runtimes) {
      for (const driver of drivers) outcomes.push(await check(runtime, driver, program, missing))
    }
    outcomes.push(await checkSharing(runtimes, sharing, missing))
    return outcomes.every(Boolean)
  } finally {
    await stopServers(found)
    await removeDirectory(directory)
  }
}

/** @returns whether it went as it should */
async function check(
  runtime: Runtime,
  driver: Driver,
  program: string,
  missing: ReadonlyMap<ServerName, string>,
): Promise<boolean> {
  const subject = `${runtime.name} ${runtime.version}, ${driver.name}`
  if (driver.needs.some((which) => missing.has(which))) return say(`${subject}: not run, without a server`, true)
  const database = await driver.create()
  try {
    const { code, signal, output } = await runtime.run(program, {
      DATA_SOURCE: JSON.stringify(database.options),
      REDIS_URL: driver.needs.includes('redis') ? redisUrl() : '',
      NAMESPACE: uniqueNamespace(),
    })
    const known = driver.unsupported?.[runtime.name]
    if (code === 0) return known === undefined ? say(`${subject}: ok`, true) : say(`${subject}: works by now`, false)
    if (known !== undefined && output.includes(known)) return say(`${subject}: not supported: ${known}`, true)
    return say(`${subject}: fails with ${signal ?? `exit code ${String(code)}`}\n${output}`, false)
  } finally {
    await database.drop()
  }
}

/** What one runtime has stored, the others find. */
async function checkSharing(
  runtimes: readonly Runtime[],
  file: string,
  missing: ReadonlyMap<ServerName, string>,
): Promise<boolean> {
  if (missing.has('redis')) return say('values of several runtimes in one Redis: not run, without a server', true)
  const env = { REDIS_URL: redisUrl(), NAMESPACE: uniqueNamespace() }
  const found: string[] = []
  for (const name of ['node', 'deno', 'bun', 'node', 'deno', 'bun']) {
    const runtime = runtimes.find((one) => one.name === name)
    found.push(`${name} ${(await runtime?.run(file, env))?.output ?? 'is absent'}`)
  }
  const text = found.join(', ')
  return say(
    `values in one Redis, one after the other: ${text}`,
    text === 'node load, deno hit, bun hit, node hit, deno hit, bun hit',
  )
}

function redisUrl(): string {
  return process.env['REDIS_URL'] ?? ''
}

function compile(file: string, directory: string): string {
  const { outputText } = ts.transpileModule(readFileSync(join(__dirname, file), 'utf8'), {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      esModuleInterop: true,
    },
  })
  const compiled = join(directory, file.replace(/\.ts$/, '.cjs'))
  writeFileSync(compiled, outputText)
  return compiled
}

/** As if the package were installed there. */
function linkPackages(directory: string): void {
  const link = (target: string, name: string): void => {
    const path = join(directory, 'node_modules', name)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(target, path)
  }
  for (const name of PACKAGES) link(join(REPOSITORY, 'node_modules', name), name)
  link(REPOSITORY, 'typeorm-alkey')
}

function say(text: string, isGood: boolean): boolean {
  process.stdout.write(`${text.trimEnd()}\n`)
  return isGood
}

main().then(
  (isGood) => (process.exitCode = isGood ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  },
)
