import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { succeed } from '../support/processes/execute'
import { readSources } from './imports/source-imports'
import { usePackage } from './support/packed'
import { REPOSITORY, installed, readPackageJson } from './support/repository'

const packed = usePackage()

it('holds what was built, its types and the documentation, and nothing else', () => {
  const built = [...readSources().keys()].flatMap((file) =>
    ['.js', '.d.ts'].map((ending) => `dist/${file.replace(/\.ts$/, ending)}`),
  )
  const documents = ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', ...docs()]
  expect(packed().files).toEqual([...documents, 'package.json', ...built].sort())
})

it('holds every file that package.json names', () => {
  const { main, types, exports, typesVersions } = readPackageJson(packed().directory)
  const named = [
    main,
    types,
    ...Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry))),
    ...Object.values(typesVersions).flatMap((paths) => Object.values(paths).flat()),
  ]
  expect(named.filter((path) => !existsSync(join(packed().directory, path)))).toEqual([])
})

it('builds before it is published', () => {
  const { scripts } = readPackageJson()
  expect(scripts['prepack']).toBe('npm run build')
})

it('satisfies publint', async () => {
  await succeed(process.execPath, [binary('publint', 'src/cli.js'), 'run', packed().tarball, '--strict'], {
    cwd: REPOSITORY,
  })
})

it('has types that are right in every way of resolving them', async () => {
  const attw = binary('@arethetypeswrong/cli', 'dist/index.js')
  await succeed(process.execPath, [attw, packed().tarball, '--format', 'ascii', '--no-color'], { cwd: REPOSITORY })
})

function docs(): readonly string[] {
  return readdirSync(join(REPOSITORY, 'docs')).map((name) => `docs/${name}`)
}

function binary(name: string, path: string): string {
  return join(installed(name), path)
}
