import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { succeed } from '../support/processes/execute'
import { usePackage } from './support/packed'
import { REPOSITORY, installed, readPackageJson } from './support/repository'

// The small application of the handbook and its tests, as somebody runs them who has installed the library.

const packed = usePackage()
let project: string

beforeAll(() => {
  project = join(packed().directory, '..', 'testing-example')
  cpSync(join(REPOSITORY, 'examples', 'testing'), project, { recursive: true })
  const { dependencies, devDependencies } = readPackageJson(project)
  const own = Object.keys(readPackageJson().dependencies ?? {})
  for (const name of [...Object.keys({ ...dependencies, ...devDependencies }), ...own]) {
    const path = join(project, 'node_modules', name)
    mkdirSync(dirname(path), { recursive: true })
    if (name === 'typeorm-alkey') cpSync(packed().directory, path, { recursive: true })
    else symlinkSync(installed(name), path)
  }
})

it.each([
  ['test:jest', /Tests: +3 passed, 3 total/],
  ['test:vitest', /Tests +3 passed/],
  ['test:node', /pass 3\n[^]*fail 0\n/],
])(
  'passes by npm run %s',
  async (script, summary) => {
    const { output } = await succeed('npm', ['run', script], { cwd: project, env: { NO_COLOR: '1', FORCE_COLOR: '0' } })
    expect(output).toMatch(summary)
  },
  60_000,
)
