import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execute } from '../../support/processes/execute'
import { makeTemporaryDirectory, removeDirectory } from '../../support/servers/temporary-directory'

// A warning that no test expects fails the test during which it comes, and no other one.

jest.setTimeout(60_000)

const root = join(__dirname, '..', '..', '..')
const tests = `
const { deprecate } = require('node:util')
const say = (text) => console.warn('typeorm-alkey: ' + text)
alkeyExpectWarnings([/of the file/])

test('of the library', () => say('surprise'))
test('of the library, in afterEach', () => {})
test('of the library, expected by the file', () => say('of the file'))
test('of the library, expected by the test', () => { alkeyExpectWarnings([/of the test/]); say('of the test') })
test('of the library, expected by the test before', () => say('of the test'))
test('of Node.js', () => deprecate(() => {}, 'old')())
test('of Node.js, by the process', () => process.emitWarning('old'))
test('of Node.js, expected', () => { alkeyExpectWarnings([/^older/]); deprecate(() => {}, 'older')() })
test('none', () => {})

afterEach(() => {
  if (expect.getState().currentTestName.endsWith('in afterEach')) say('surprise')
})
`

let dir: string

beforeEach(async () => {
  dir = await makeTemporaryDirectory('warnings')
})

afterEach(() => removeDirectory(dir))

async function run(text: string): Promise<{ tests: Record<string, string>; message: string; output: string }> {
  await writeFile(join(dir, 'warnings.test.js'), text)
  const config = {
    rootDir: dir,
    testEnvironment: join(root, 'test/support/harness/warnings/environment.mjs'),
    transform: {},
    testMatch: ['**/*.test.js'],
  }
  const args = ['--json', '--runInBand', '--no-cache', '--config', JSON.stringify(config)]
  const { stdout, output } = await execute(join(root, 'node_modules/.bin/jest'), args, { cwd: dir })
  const [file] = (JSON.parse(stdout) as Results).testResults
  if (!file) throw new Error(output)
  const statuses = file.assertionResults.map(({ title, status }) => [title, status])
  return { tests: Object.fromEntries(statuses) as Record<string, string>, message: file.message, output }
}

interface Results {
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

test('the test that causes it', async () => {
  const { tests: statuses, output } = await run(tests)
  expect(statuses).toEqual({
    'of the library': 'failed',
    'of the library, in afterEach': 'failed',
    'of the library, expected by the file': 'passed',
    'of the library, expected by the test': 'passed',
    'of the library, expected by the test before': 'failed',
    'of Node.js': 'failed',
    'of Node.js, by the process': 'failed',
    'of Node.js, expected': 'passed',
    none: 'passed',
  })
  expect(output).toContain('typeorm-alkey: surprise')
})

test('the file, where no test runs', async () => {
  const { tests: statuses, message } = await run(
    "afterAll(() => console.warn('typeorm-alkey: late'))\ntest('none', () => {})",
  )
  expect(statuses).toEqual({ none: 'passed' })
  expect(message).toContain('typeorm-alkey: late')
})
