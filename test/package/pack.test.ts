import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { succeed } from '../support/processes/execute'
import { readSources } from './imports/source-imports'
import { usePackage } from './support/packed'
import { REPOSITORY, installed, readPackageJson } from './support/repository'

const packed = usePackage()

it('holds what was built, its types and sources and the documentation, and nothing else', () => {
  const built = [...readSources().keys()].flatMap((file) =>
    ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((ending) => `dist/${file.replace(/\.ts$/, ending)}`),
  )
  const modules = [...readSources().keys()].filter((file) => file.startsWith('nestjs/'))
  const asModules = modules.flatMap((file) =>
    ['.mjs', '.mjs.map', '.d.mts'].map((ending) => `dist/${file.replace(/\.ts$/, ending)}`),
  )
  const written = [...readSources().keys()].map((file) => `src/${file}`)
  const documents = ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', ...docs()]
  expect(packed().files).toEqual([...documents, 'package.json', ...built, ...asModules, ...written].sort())
})

it('leads debuggers and editors to its sources', () => {
  const maps = packed().files.filter((file) => file.endsWith('.map'))
  const sourcesOf = (map: string): string[] =>
    (JSON.parse(readFileSync(join(packed().directory, map), 'utf8')) as { sources: string[] }).sources.map((source) =>
      join(map, '..', source),
    )
  expect(maps.length).toBeGreaterThan(100)
  expect(maps.flatMap(sourcesOf).filter((source) => !packed().files.includes(source))).toEqual([])
})

it('holds every file that package.json names', () => {
  const { main, types, exports, typesVersions } = readPackageJson(packed().directory)
  const named = [
    main,
    types,
    ...filesOf(exports),
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

/** All paths of `exports`, whatever their conditions. */
function filesOf(entry: unknown): string[] {
  return typeof entry === 'string' ? [entry] : Object.values(entry as object).flatMap(filesOf)
}

function docs(): readonly string[] {
  return readdirSync(join(REPOSITORY, 'docs')).map((name) => `docs/${name}`)
}

function binary(name: string, path: string): string {
  return join(installed(name), path)
}
