import type { Config } from 'jest'
import { type Cell, cells } from './cells/cells'
import type { DatabaseName } from '../databases/database'
import type { Setup } from './setups'

const shared = {
  runtime: '<rootDir>/test/support/harness/kept-scripts.mjs',
  testEnvironment: '<rootDir>/test/support/harness/warnings/environment.mjs',
  transform: { '^.+\\.ts$': '<rootDir>/test/support/harness/cached-ts-jest.mjs' },
  moduleNameMapper: {
    '^typeorm-alkey$': '<rootDir>/src/index.ts',
    '^typeorm-alkey/fragmented-keys$': '<rootDir>/src/fragmented-keys/index.ts',
    '^typeorm-alkey/http$': '<rootDir>/src/http/index.ts',
    '^typeorm-alkey/express$': '<rootDir>/src/express/index.ts',
    '^typeorm-alkey/fastify$': '<rootDir>/src/fastify/index.ts',
    '^typeorm-alkey/testing$': '<rootDir>/src/testing/index.ts',
  },
} satisfies Config

/** Each setup is run once for all projects that have it. */
function withServers(setup: Setup) {
  return {
    ...shared,
    globalSetup: `<rootDir>/test/support/harness/global-setup/${setup}.ts`,
    globalTeardown: '<rootDir>/test/support/harness/global-teardown.ts',
  } satisfies Config
}

const setupsOf = { postgres: 'postgres', mariadb: 'mariadb', 'better-sqlite3': 'redis', sqljs: 'redis' } as const

/** What a driver can make a difference to. */
const ofDrivers = [
  ...['attaching', 'attaching-late', 'closing', 'entity-hooks', 'query-result-*', 'refusals', 'transactions'],
  ...['subscriber-places', 'within-transactions', 'write-events', 'write-paths'],
].map((name) => `databases/${name}`)

/** The tests of test/integration that run on each database. */
const tests: Record<DatabaseName, readonly string[]> = {
  postgres: ['databases/*', 'harm/*', 'http/*', 'pools/*', 'postgres/*'],
  mariadb: ['databases/*', 'harm/*', 'pools/*', 'mariadb/*'],
  'better-sqlite3': ['databases/*', 'harm/*', 'sqlite/*'],
  // The same database by another driver.
  sqljs: [...ofDrivers, 'databases/differential', 'sqlite/*'],
}

/** `npm test` names projects, too, where it has to leave some out. */
const isNamed =
  process.env['ALKEY_TEST_PROJECTS'] !== 'all' &&
  process.argv.some((argument) => argument.startsWith('--selectProjects'))

/** What these tests are about happens in other processes, which have TypeORM 1 only. */
const inOtherProcesses = ['/read-your-writes\\.test', '/shared-connection\\.test', '/shared-file\\.test']

/** Long tests of what databases and their drivers make of the values of keys, whichever TypeORM hands these on. */
const ofValues = ['/id-equality\\.test', '/number-literals\\.test', '/clock-keys\\.test']

/** What these tests are about is a file that others have open too. */
const onlyOnFiles = ['/shared-file\\.test', '/busy-file\\.test']

/** What the other line of TypeORM runs on one database alone: the quickest, of those with pools PostgreSQL. */
const onOneDatabase = {
  postgres: /^(databases|harm|http)\//,
  mariadb: /^(databases|harm|pools)\//,
  sqljs: /^databases\//,
}

/**
 * All with TypeORM 1. With TypeORM 0.3 each test on one database, and on the others what a driver can make a difference to.
 * Projects that are named run whole: `npm run test:matrix`.
 */
function testsOf({ typeorm, database }: Cell): readonly string[] {
  if (isNamed || typeorm === '1' || database === 'better-sqlite3') return tests[database]
  return tests[database].filter((name) => !onOneDatabase[database].test(name)).concat(ofDrivers)
}

function projectOf(cell: Cell) {
  const { project, typeorm, typeormPath, database } = cell
  return {
    ...withServers(setupsOf[database]),
    displayName: project,
    globals: { alkeyDatabase: database, alkeyTypeorm: typeorm },
    moduleNameMapper: { ...shared.moduleNameMapper, ...(typeorm === '1' ? {} : { '^typeorm$': typeormPath }) },
    // Where a TypeORM that is installed elsewhere finds its drivers.
    modulePaths: ['<rootDir>/node_modules'],
    testMatch: testsOf(cell).map((name) => `<rootDir>/test/integration/${name}.test.ts`),
    testPathIgnorePatterns: [
      ...(typeorm === '1' ? [] : [...inOtherProcesses, ...ofValues]),
      ...(database === 'better-sqlite3' ? [] : onlyOnFiles),
    ],
  } satisfies Config
}

/** The same driver under the other line of TypeORM costs most and finds least. */
const cellsToRun = cells.filter(({ typeorm, database }) => isNamed || typeorm !== '0.3' || database !== 'sqljs')

const config: Config = {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    ...cellsToRun.map(projectOf),
    {
      ...withServers('redis'),
      displayName: 'integration, ioredis 5',
      testMatch: ['redis', 'values'].map((folder) => `<rootDir>/test/integration/${folder}/*.test.ts`),
    },
    {
      ...withServers('postgres'),
      displayName: 'integration, ioredis 6',
      moduleNameMapper: { ...shared.moduleNameMapper, '^ioredis$': 'ioredis6' },
      testMatch: ['redis/*', 'values/remember', 'databases/transactions'].map(
        (name) => `<rootDir>/test/integration/${name}.test.ts`,
      ),
    },
    {
      ...withServers('all'),
      displayName: 'integration, support',
      testMatch: ['<rootDir>/test/integration/support/*.test.ts'],
    },
    { ...withServers('all'), displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.test.ts'] },
    { ...withServers('postgres'), displayName: 'package', testMatch: ['<rootDir>/test/package/**/*.test.ts'] },
  ],
  reporters: ['default', ['<rootDir>/test/support/harness/cells/reporter.mjs', { cells }]],
  // Most of the time a test waits for a server.
  maxWorkers: 2,
  // Each file loads TypeORM anew, and Jest does not let all of it go: a worker that goes on for long spends its time on garbage.
  workerIdleMemoryLimit: '600MB',
  testTimeout: 30_000,
}

export default config
