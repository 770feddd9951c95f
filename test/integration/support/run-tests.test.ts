import { join } from 'node:path'
import { execute } from '../../support/processes/execute'
import { leftOutText } from '../../support/harness/left-out-text'

jest.setTimeout(60_000)

const runner = join(__dirname, '..', '..', 'support', 'harness', 'run-tests.ts')

/** `npm test` on a machine where no server can be had, as far as listing the files that it would run. */
const listTests = (env: Readonly<Record<string, string>>) =>
  execute(process.execPath, ['--require', 'ts-node/register', runner, '--listTests'], {
    env: {
      REDIS_URL: '',
      DATABASE_URL: '',
      MYSQL_URL: '',
      ALKEY_TEST_WITHOUT: 'redis,postgres,mariadb,better-sqlite3',
      ...env,
    },
  })

test('without servers the tests that need none run, and the end says what did not', async () => {
  const { code, output } = await listTests({ CI: '' })
  expect(code).toBe(0)
  expect(output).toContain('/test/unit/identifiers/identifier.test.ts')
  expect(output).not.toContain('/test/integration/databases/')
  expect(output).toMatch(
    /not run, for want of Redis and PostgreSQL and MariaDB and better-sqlite3:\n(?: {2}.*\n)* {2}faults\n/,
  )
})

test('with CI=true that is a failure', async () => {
  expect((await listTests({ CI: 'true' })).code).toBe(1)
})

test('a URL of a server that does not answer is a mistake, and nothing runs', async () => {
  const { code, output } = await listTests({
    CI: '',
    ALKEY_TEST_WITHOUT: 'postgres,mariadb',
    REDIS_URL: 'redis://127.0.0.1:1',
  })
  expect(code).toBe(1)
  expect(output).toContain('REDIS_URL names a server that does not answer')
  expect(output).not.toContain('.test.ts')
})

test('the end names the reason, and one command that helps', () => {
  const missing = new Map([['redis', 'No Redis could be started\n  - not installed']] as const)
  expect(leftOutText(missing, ['faults'], false)).toBe(
    [
      'These tests were not run, for want of Redis:',
      '  faults',
      'Why:',
      '  Redis: No Redis could be started',
      '      - not installed',
      'To run them as well: sudo apt-get install --yes redis-server',
    ].join('\n'),
  )
  expect(leftOutText(missing, [], true)).toContain('brew install redis')
  expect(leftOutText(new Map([['better-sqlite3', 'no compiler']]), [], false)).toMatch(/python3 make g\+\+ && npm ci$/)
})

test('without better-sqlite3 all else runs', async () => {
  const { code, output } = await listTests({ CI: '', ALKEY_TEST_WITHOUT: 'better-sqlite3' })
  expect(code).toBe(0)
  expect(output).toContain('/test/integration/sqlite/')
  expect(output).toMatch(
    /for want of better-sqlite3:\n {2}integration, typeorm 1, better-sqlite3\n {2}integration, typeorm 0\.3, better-sqlite3\nWhy:/,
  )
})
