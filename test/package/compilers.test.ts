import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execute, succeed } from '../support/processes/execute'
import { makeTemporaryDirectory, removeDirectory } from '../support/servers/temporary-directory'
import { CONSUMERS, makeProject, readConsumer } from './support/consumer-project'
import { usePackage } from './support/packed'
import { readPage } from './support/pages'
import { readPackageJson } from './support/repository'

const MINIMUM = '5.4'
const TIMEOUT_MS = 120_000

const packed = usePackage()
let compilers: string

beforeAll(async () => {
  compilers = await makeTemporaryDirectory('compilers')
  const flags = ['--prefix', compilers, '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock']
  const versions = [`oldest@npm:typescript@${MINIMUM}`, 'newest@npm:typescript@latest']
  await succeed('npm', ['install', ...flags, ...versions], { cwd: compilers })
}, TIMEOUT_MS)

afterAll(() => removeDirectory(compilers))

// The repository's own compiler is tried with all settings, by types.test.ts. What is wrong with one of a user's files shows
// that nothing passes for want of types.
test.each([
  ['oldest', { moduleResolution: 'node10', module: 'commonjs' }],
  ['newest', { moduleResolution: 'bundler', module: 'esnext' }],
] as const)(
  'the %s TypeScript infers and refuses what it should',
  async (compiler, resolution) => {
    const project = makeProject(packed(), compiler, 'typeorm')
    const mistake = readConsumer('types').replace('{ idd: 1 }', '{ id: 1 }')
    const files = Object.fromEntries(CONSUMERS.map((name) => [`${name}.ts`, readConsumer(name)]))
    expect(await complaints(compiler, project, resolution, { ...files, 'mistake.ts': mistake })).toEqual([
      expect.stringMatching(/^mistake\.ts.* error TS2578: Unused '@ts-expect-error' directive/),
    ])
  },
  TIMEOUT_MS,
)

test('the oldest one is named where people look', () => {
  expect(readPackageJson(join(compilers, 'node_modules', 'oldest')).version).toMatch(`${MINIMUM}.`)
  expect(readPage('README.md')).toContain(`TypeScript ${MINIMUM} or later`)
  expect(readPage('docs/reference.md')).toContain(`TypeScript ${MINIMUM} or later`)
})

/** What it says about the files of a user and our declarations; those of others are theirs. */
async function complaints(
  compiler: 'oldest' | 'newest',
  project: string,
  resolution: object,
  sources: Readonly<Record<string, string>>,
): Promise<string[]> {
  const files = Object.keys(sources)
  for (const [file, source] of Object.entries(sources)) writeFileSync(join(project, file), source)
  const compilerOptions = {
    ...{ target: 'es2022', lib: ['es2022'], types: ['node'], strict: true, exactOptionalPropertyTypes: true },
    ...{ skipLibCheck: false, noEmit: true, ...resolution },
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  const tsc = join(compilers, 'node_modules', compiler, 'bin', 'tsc')
  const { stdout, output } = await execute(process.execPath, [tsc, '-p', project, '--listFiles', '--pretty', 'false'], {
    cwd: project,
  })
  const lines = stdout.split('\n')
  const ours = ['error', 'node_modules/typeorm-alkey/', ...files]
  if (!lines.some((line) => line.endsWith('/typeorm-alkey/dist/index.d.ts'))) {
    throw new Error(`The package was not found from ${project}:\n${output}`)
  }
  return lines.filter((line) => ours.some((start) => line.startsWith(start)))
}
