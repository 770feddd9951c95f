import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { type PostgresDatabase, createPostgresDatabase } from '../support/databases/postgres'
import { succeed } from '../support/processes/execute'
import { uniqueNamespace } from '../support/redis/redis'
import { sharedUrl } from '../support/servers/shared-url'
import { makeTemporaryDirectory, removeDirectory } from '../support/servers/temporary-directory'
import { usePackage } from './support/packed'
import { installed, readPackageJson } from './support/repository'

const INSTALL_MS = 120_000

const packed = usePackage()
let project: string
let database: PostgresDatabase

beforeAll(async () => {
  project = await makeTemporaryDirectory('project')
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }))
  const peers = ['typeorm', 'ioredis', 'pg', 'reflect-metadata'].map(
    (name) => `${name}@${readPackageJson(installed(name)).version}`,
  )
  const flags = ['--prefix', project, '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock']
  await succeed('npm', ['install', ...flags, packed().tarball, ...peers], { cwd: project })
}, INSTALL_MS)

afterAll(() => removeDirectory(project))

beforeEach(async () => {
  database = await createPostgresDatabase()
})

afterEach(() => database.drop())

describe.each([
  ['memory', () => ''],
  ['Redis', () => sharedUrl('REDIS_URL')],
])('a program with its tokens in %s', (_name, redisUrl) => {
  it.each([
    ['import', 'mjs', ts.ModuleKind.ESNext],
    ['require', 'cjs', ts.ModuleKind.CommonJS],
  ])('loads it by %s, sees keys change and ends by itself', async (_how, ending, module) => {
    const file = join(project, `program.${ending}`)
    writeFileSync(file, compile('program.ts', module))
    await succeed(process.execPath, [file], { cwd: project, env: environment(redisUrl()) })
  })
})

it('works in a Jest test in TypeScript', async () => {
  link('jest', 'ts-jest', 'typescript', '@types/jest', '@types/node')
  writeFileSync(join(project, 'user.test.ts'), readConsumer('jest-user.ts'))
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2022',
        module: 'node16',
        types: ['node', 'jest'],
        strict: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        skipLibCheck: true,
      },
    }),
  )
  const jest = { rootDir: project, testEnvironment: 'node', transform: { '\\.ts$': 'ts-jest' } }
  writeFileSync(join(project, 'jest.config.json'), JSON.stringify(jest))
  const { output } = await succeed(process.execPath, [join(project, 'node_modules/jest/bin/jest.js'), '--ci'], {
    cwd: project,
    env: environment(sharedUrl('REDIS_URL')),
  })
  expect(output).toMatch(/Tests: +\d+ passed, \d+ total/)
}, 60_000)

it('gives import and require the same names and the same objects', async () => {
  const check = `
    import assert from 'node:assert/strict'
    import { createRequire } from 'node:module'
    const require = createRequire(import.meta.url)
    for (const name of ['typeorm-alkey', 'typeorm-alkey/fragmented-keys', 'typeorm-alkey/testing', 'typeorm-alkey/http', 'typeorm-alkey/express', 'typeorm-alkey/fastify']) {
      const required = require(name)
      const imported = await import(name)
      const added = ['default', '__esModule', 'module.exports']
      assert.deepEqual(Object.keys(imported).filter((key) => !added.includes(key)).sort(), Object.keys(required).sort())
      for (const key of Object.keys(required)) assert.equal(imported[key], required[key])
    }
  `
  writeFileSync(join(project, 'same.mjs'), check)
  await succeed(process.execPath, ['same.mjs'], { cwd: project })
})

it('loads TypeORM and ioredis only when they are needed', async () => {
  const check = `
    const { Alkey, MemoryTokenStore, ref } = require('typeorm-alkey')
    const { MemoryHandler, StandardTag } = require('typeorm-alkey/fragmented-keys')
    const alkey = new Alkey({ store: new MemoryTokenStore() })
    const tag = new StandardTag('city', 'chicago', { handler: new MemoryHandler() })
    alkey.keyGenerator(ref('users', 1), tag).then(() => {
      const loaded = Object.keys(require.cache).filter((path) => /node_modules.(typeorm|ioredis).index/.test(path))
      require('node:assert/strict').deepEqual(loaded, [])
    })
  `
  writeFileSync(join(project, 'lazy.cjs'), check)
  await succeed(process.execPath, ['lazy.cjs'], { cwd: project })
})

function environment(redisUrl: string): Record<string, string> {
  return { DATABASE_URL: database.url, REDIS_URL: redisUrl, NAMESPACE: uniqueNamespace() }
}

function readConsumer(file: string): string {
  return readFileSync(join(__dirname, 'consumer', file), 'utf8')
}

function compile(file: string, module: ts.ModuleKind): string {
  return ts.transpileModule(readConsumer(file), {
    compilerOptions: { module, target: ts.ScriptTarget.ES2022, experimentalDecorators: true, esModuleInterop: true },
  }).outputText
}

function link(...names: readonly string[]): void {
  for (const name of names) {
    const path = join(project, 'node_modules', name)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(installed(name), path)
  }
}
