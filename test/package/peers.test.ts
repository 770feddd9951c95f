import { createRequire, isBuiltin } from 'node:module'
import { shown } from './imports/import-rules'
import { importsOf, readSources } from './imports/source-imports'
import { readPackageJson } from './support/repository'

const { peerDependencies, peerDependenciesMeta, dependencies = {}, optionalDependencies, engines } = readPackageJson()
const packageImports = importsOf(readSources()).filter(({ specifier }) => !specifier.startsWith('.'))

it('accepts the versions of TypeORM and ioredis that it is tested with', () => {
  expect(peerDependencies).toMatchObject({ ioredis: '^5.4.0 || ^6.0.0', typeorm: '^0.3.23 || ^1.0.0' })
})

it('needs no framework: those are optional, and by their types alone', () => {
  const { typeorm, ioredis, ...frameworks } = peerDependencies
  expect([typeorm, ioredis]).not.toContain(undefined)
  for (const name of Object.keys(frameworks)) expect(peerDependenciesMeta[name]).toEqual({ optional: true })
  const loaded = packageImports.filter(
    ({ specifier, loads }) => ['express', 'fastify'].includes(specifier) && loads !== 'never',
  )
  expect(loaded.map(shown)).toEqual([])
})

it('brings three small dependencies, which can be required', () => {
  expect(Object.keys({ ...dependencies, ...optionalDependencies }).sort()).toEqual(['lru-cache', 'ms', 'on-headers'])
  for (const name of Object.keys(dependencies)) expect(() => createRequire(__filename)(name) as unknown).not.toThrow()
})

it('runs on Node from the release that can require ES modules', () => {
  expect(engines).toEqual({ node: '>=20.19' })
})

it('imports only its peers and dependencies, by their main entry, and modules of Node, with the prefix node:', () => {
  const strangers = packageImports.filter(
    ({ specifier }) =>
      !(
        specifier in peerDependencies ||
        specifier in dependencies ||
        (specifier.startsWith('node:') && isBuiltin(specifier))
      ),
  )
  expect(strangers.map(shown)).toEqual([])
})

it('has no peer that it does not use', () => {
  const used = new Set(packageImports.map(({ specifier }) => specifier))
  expect(Object.keys(peerDependencies).filter((peer) => !used.has(peer))).toEqual([])
})
