import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { makeTemporaryDirectory, removeDirectory } from '../support/servers/temporary-directory'
import { EXPECTED, type Expected } from './expected'
import { countsOf, differences, type Difference, type Results } from './outcomes'
import { runSuite, type Mode, type Run, type SuiteOptions } from './run-suite'
import { createSuiteDatabases } from './suite-databases'

const DATABASES = ['better-sqlite3', 'sqljs', 'postgres']
const MODES: readonly Mode[] = ['attached', 'subscriber', 'cached']

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
  const directory = await makeTemporaryDirectory('typeorm-suite')
  try {
    const names = listIn('ALKEY_SUITE_DATABASES') ?? DATABASES
    const databases = await createSuiteDatabases(names)
    try {
      writeFileSync(join(compiled, 'ormconfig.json'), JSON.stringify(databases.configuration))
      await compare({ root, directory, args }, names)
    } finally {
      await databases.drop()
    }
  } finally {
    await removeDirectory(directory)
  }
}

async function compare(options: SuiteOptions, databases: readonly string[]): Promise<void> {
  const bare = [await run('bare', options), await run('bare', options)].map(({ results }) => results)
  const [first = new Map<never, never>(), second = first] = bare
  print('differ without the library', differences([first], second))
  const named = listIn('ALKEY_SUITE_MODES')
  for (const mode of MODES.filter((one) => named === undefined || named.includes(one))) {
    const { results } = await run(mode, options)
    const expected = Object.entries(EXPECTED[mode] ?? {}).filter(
      ([title, { database }]) =>
        (database === undefined || databases.includes(database)) &&
        // Where tests are named, not all of them are run.
        (options.args.length === 0 || results.has(title)),
    )
    if (!judge(bare, results, new Map(expected))) process.exitCode = 1
  }
}

/** @returns whether the tests end as without the library, but for those of which it is expected, and all of these */
function judge(bare: readonly Results[], results: Results, expected: ReadonlyMap<string, Expected>): boolean {
  const found = differences(bare, results)
  const isExpected = ({ title, message }: Difference): boolean => {
    const known = expected.get(title)
    return known !== undefined && message.includes(known.message)
  }
  const asExpected = found.filter(isExpected)
  const others = found.filter((difference) => !isExpected(difference))
  // On a slow machine some fail without the library too.
  const gone = [...expected.keys()].filter((title) => results.get(title)?.outcome !== 'failed')
  print(
    'differ as expected',
    asExpected.map((one) => ({ ...one, message: `${one.message}\n      ${expected.get(one.title)?.reason ?? ''}` })),
  )
  print('differ', others)
  print(
    'no longer fail as expected',
    gone.map((title) => ({ title, outcomes: results.get(title)?.outcome ?? 'absent', message: '' })),
  )
  return others.length === 0 && gone.length === 0
}

async function run(mode: Mode, options: SuiteOptions): Promise<Run> {
  const result = await runSuite(mode, options)
  say(`${mode}: ${countsOf(result.results)}, ${result.cpuSeconds.toFixed(1)} s of CPU time`)
  return result
}

function print(what: string, found: readonly Difference[]): void {
  say(`  ${found.length} ${what}`)
  for (const { title, outcomes, message } of found) say(`    ${title}\n      ${`${outcomes} ${message}`.trimEnd()}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function listIn(variable: string): readonly string[] | undefined {
  return process.env[variable]?.split(',')
}

void main(process.argv.slice(2))
