import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findOrStartPostgres } from '../support/servers/shared-servers'
import { makeTemporaryDirectory, removeDirectory } from '../support/servers/temporary-directory'
import { EXPECTED } from './expected'
import { countsOf, differences } from './outcomes'
import { runSuite, type Mode, type Run, type SuiteOptions } from './run-suite'

const DATABASES = ['better-sqlite3', 'sqljs', 'postgres']

// Runs the suite of a compiled checkout of TypeORM twice without the library, then with it in each mode, and prints the
// tests that end as in no run without it. Arguments after the checkout go to Mocha.
async function main([checkout, ...args]: readonly string[]): Promise<void> {
  if (checkout === undefined)
    throw new Error('usage: npm run test:typeorm -- <a checkout of typeorm> [arguments of Mocha]')
  const root = resolve(checkout)
  const compiled = join(root, 'build', 'compiled')
  if (!existsSync(join(compiled, 'test'))) {
    throw new Error(`${compiled} has no tests: run "pnpm install" and "pnpm run compile" in ${root} first`)
  }
  const names = process.env['ALKEY_SUITE_DATABASES']?.split(',') ?? DATABASES
  const postgres = names.includes('postgres') ? await findOrStartPostgres() : undefined
  const directory = await makeTemporaryDirectory('typeorm-suite')
  try {
    const databases = names.map((name) => databaseOf(name, postgres?.url))
    writeFileSync(join(compiled, 'ormconfig.json'), JSON.stringify(databases))
    await compare({ root, directory, args })
  } finally {
    await removeDirectory(directory)
    await postgres?.stop()
  }
}

async function compare(options: SuiteOptions): Promise<void> {
  const bare = [await run('bare', options), await run('bare', options)].map(({ results }) => results)
  const [first = new Map<never, never>(), second = first] = bare
  print('differ without the library', [...differences([first], second)])
  for (const mode of ['attached', 'subscriber', 'cached'] as const) {
    const { results } = await run(mode, options)
    const lines = [...differences(bare, results)]
    const reasonFor = (title: string) => EXPECTED[mode]?.find(({ test }) => title.startsWith(test))?.reason
    const expected = lines.flatMap(([title, line]) => {
      const reason = reasonFor(title)
      return reason === undefined ? [] : [[title, `${line}\n      ${reason}`] as const]
    })
    const unexpected = lines.filter(([title]) => reasonFor(title) === undefined)
    print('differ as expected', expected)
    print('differ', unexpected)
    if (unexpected.length > 0) process.exitCode = 1
  }
}

async function run(mode: Mode, options: SuiteOptions): Promise<Run> {
  const result = await runSuite(mode, options)
  say(`${mode}: ${countsOf(result.results)}, ${result.cpuSeconds.toFixed(1)} s of CPU time`)
  return result
}

function print(what: string, lines: readonly (readonly [title: string, line: string])[]): void {
  say(`  ${lines.length} ${what}`)
  for (const [title, line] of lines) say(`    ${title}\n      ${line}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function databaseOf(name: string, postgresUrl: string | undefined): object {
  const shared = { name, type: name, logging: false, skip: false }
  if (name === 'better-sqlite3') return { ...shared, database: 'temp/better-sqlite3.db' }
  if (name !== 'postgres' || postgresUrl === undefined) return shared
  const { hostname, port, username, password, pathname } = new URL(postgresUrl)
  const place = { host: hostname, port: Number(port || 5432), database: pathname.slice(1) }
  return { ...shared, ...place, username: decodeURIComponent(username), password: decodeURIComponent(password) }
}

void main(process.argv.slice(2))
