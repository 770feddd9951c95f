import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createPostgresDatabase } from '../support/databases/postgres'
import { succeed } from '../support/processes/execute'
import { uniqueNamespace } from '../support/redis/redis'
import { sharedUrl } from '../support/servers/shared-url'

// What the documentation shows is compiled, and its quick start is run, as somebody would who copies it.

const root = join(__dirname, '..', '..')
let folder: string

beforeAll(async () => {
  // Inside the repository, so that `typeorm-alkey` is the package itself.
  folder = await mkdtemp(join(__dirname, '.readme-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** The TypeScript blocks of a page; `marked` are those after a comment with that text. */
async function snippets(page: string, marked?: string): Promise<string[]> {
  const text = await readFile(join(root, page), 'utf8')
  const blocks = text.matchAll(/(?:<!-- ([\w ]+) -->\n\n)?```ts\n([\s\S]*?)```/g)
  return Array.from(blocks).flatMap(([, mark, code]) => (mark === marked ? [code as string] : []))
}

/** Compiles what a page shows as parts of programs: each in a function of its own, its imports before that. */
async function compileSnippets(page: string, prelude: string): Promise<void> {
  const codes = await snippets(page)
  expect(codes.length).toBeGreaterThan(2)
  const files = codes.map((code, i) => {
    const lines = code.replace('const key =', 'const made =').split('\n')
    const imports = lines.filter((line) => line.startsWith('import '))
    const others = lines.filter((line) => !line.startsWith('import '))
    const text = [...imports, prelude, 'export async function snippet() {', ...others, '}'].join('\n')
    return { file: join(folder, `${basename(page, '.md')}-${i}.ts`), text }
  })
  for (const { file, text } of files) await writeFile(file, text)
  await compile(...files.map(({ file }) => file))
}

async function compile(...files: string[]): Promise<void> {
  const options = '--noEmit --strict --target es2022 --module nodenext --skipLibCheck --types node,jest'.split(' ')
  await succeed(
    join(root, 'node_modules/.bin/tsc'),
    [...options, '--experimentalDecorators', '--emitDecoratorMetadata', '--ignoreConfig', ...files],
    {
      cwd: folder,
    },
  )
}

test('the quick start compiles under strict settings, runs, and prints what its comments say', async () => {
  const [code] = await snippets('README.md', 'quick start')
  const file = join(folder, 'quick-start.ts')
  await writeFile(file, code as string)
  await compile(file)
  const database = await createPostgresDatabase()
  const { stdout } = await succeed(process.execPath, ['--require', 'ts-node/register', file], {
    cwd: root,
    env: {
      DATABASE_URL: database.url,
      REDIS_URL: sharedUrl('REDIS_URL'),
      TS_NODE_COMPILER_OPTIONS: JSON.stringify({ rootDir: root }),
    },
    timeoutMs: 20_000,
  })
  await database.drop()
  const promised = Array.from((code as string).matchAll(/console\.log\(.*\) \/\/ (.*)$/gm), ([, line]) => line)
  expect(promised).toHaveLength(3)
  expect(stdout.trim().split('\n')).toEqual(promised)
}, 60_000)

test('every other snippet of the README compiles', async () => {
  const prelude = `
    import { DataSource, type EntityManager } from 'typeorm'
    import { Alkey, GLOBAL, literal, ref } from 'typeorm-alkey'
    import type { Redis } from 'ioredis'
    declare class User { id: number; lastSeenAt: Date }
    declare class Order { id: number; customer: User }
    declare const redis: Redis
    declare class Product { id: number }
    declare const alkey: Alkey
    declare const manager: EntityManager
    declare const dataSource: DataSource
    declare const key: string
    declare const load: () => Promise<string>
    declare const keyv: { get(key: string): Promise<unknown>; set(key: string, value: unknown, ttlMs: number): Promise<unknown> }
    declare const cache: { wrap<Value>(key: string, load: () => Promise<Value>, ttlMs: number): Promise<Value> }
    declare const response: { setHeader(name: string, value: string): void }
    export const used = [GLOBAL, literal, ref]
  `
  await compileSnippets('README.md', prelude)
}, 60_000)

test('the snippets about tags compile', async () => {
  const prelude = `
    import type { DataSource } from 'typeorm'
    import { Alkey, ref } from 'typeorm-alkey'
    import type { Redis } from 'ioredis'
    declare class User { id: number }
    declare class Settings { tenant: string; theme: string }
    declare const redis: Redis
    declare const alkey: Alkey
    declare const dataSource: DataSource
    export const used = ref
  `
  await compileSnippets('docs/fragmented-keys.md', prelude)
  const [handler] = await snippets('docs/fragmented-keys.md', 'a handler')
  await writeFile(join(folder, 'handler.ts'), handler as string)
  await compile(join(folder, 'handler.ts'))
}, 60_000)

test('the example of tenants compiles, runs, and prints what its comments say', async () => {
  const [code] = await snippets('docs/fragmented-keys.md', 'tenants')
  const file = join(folder, 'tenants.ts')
  await writeFile(file, code as string)
  await compile(file)
  const { stdout } = await succeed(process.execPath, ['--require', 'ts-node/register', file], {
    cwd: root,
    env: {
      REDIS_URL: sharedUrl('REDIS_URL'),
      NAMESPACE: uniqueNamespace(),
      TS_NODE_COMPILER_OPTIONS: JSON.stringify({ rootDir: root }),
    },
    timeoutMs: 20_000,
  })
  const promised = Array.from((code as string).matchAll(/await tell\(.*\) \/\/ (.*)$/gm), ([, line]) => line)
  expect(promised).toHaveLength(4)
  expect(stdout.trim().split('\n')).toEqual(promised)
}, 60_000)

test('every snippet about cached values compiles', async () => {
  const prelude = `
    import { DataSource, type EntityManager } from 'typeorm'
    import { Alkey, literal, ref } from 'typeorm-alkey'
    import type { Redis } from 'ioredis'
    declare class User { id: number; name: string }
    declare class Order { id: number; customer: User }
    declare class Tenant { id: number }
    declare const redis: Redis
    declare const renderDashboard: (id: number) => Promise<string>
    declare const alkey: Alkey
    declare const dataSource: DataSource
    export const used = [Alkey, DataSource, literal, ref]
  `
  const all = await snippets('docs/cached-values.md')
  const imports = all.flatMap((code) => code.match(/^import .*$/gm) ?? [])
  const functions = all.map((code, i) => {
    const body = code.replace(/^import .*$/gm, '')
    const names = [...body.matchAll(/^const (\w+) =/gm)].map(([, name]) => name)
    return `export async function snippet${i}() {\n${body}\nreturn [${names.join()}]\n}`
  })
  expect(functions.length).toBeGreaterThan(6)
  const file = join(folder, 'cached-values.ts')
  await writeFile(file, `${imports.join('\n')}\n${prelude}${functions.join('\n')}`)
  await compile(file)
}, 60_000)

test('the token store of the documentation compiles and keeps the contract', async () => {
  const [store] = await snippets('docs/token-stores.md', 'a store')
  const [suite] = await snippets('docs/token-stores.md')
  await writeFile(join(folder, 'map-token-store.ts'), store as string)
  await writeFile(
    join(folder, 'map-token-store.test.ts'),
    (suite as string).replace('./map-token-store', './map-token-store.js'),
  )
  await compile(join(folder, 'map-token-store.test.ts'))
  await writeFile(
    join(folder, 'contract.ts'),
    `import assert from 'node:assert'
    ${(suite as string).replace('test(name, run)', 'cases.push({ name, run })').replace('for (', 'const cases: { name: string; run: () => Promise<void> }[] = []\nfor (')}
    async function main() { assert(cases.length > 10); for (const { run } of cases) await run(); console.log('kept') }
    void main()`,
  )
  const { stdout } = await succeed(process.execPath, ['--require', 'ts-node/register', join(folder, 'contract.ts')], {
    cwd: root,
    env: { TS_NODE_COMPILER_OPTIONS: JSON.stringify({ rootDir: root }) },
  })
  expect(stdout.trim()).toBe('kept')
}, 60_000)

test('every option, event and error code is in the README', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const source = async (file: string): Promise<string> => readFile(join(root, 'src', file), 'utf8')
  const names = [
    ...(await source('errors.ts')).matchAll(/'(ALKEY_\w+)'/g),
    ...(await source('options.ts')).matchAll(/^ {2}readonly (\w+)\?:/gm),
    ...(await source('events.ts')).matchAll(/^ {2}readonly (\w+): \{/gm),
  ].map(([, name]) => name as string)
  expect(names.length).toBeGreaterThan(20)
  for (const name of names) expect(readme).toContain(`\`${name}\``)
})

test('every option of remember and every reason not to store is on its page', async () => {
  const page = await readFile(join(root, 'docs', 'cached-values.md'), 'utf8')
  const source = async (file: string): Promise<string> => readFile(join(root, 'src', file), 'utf8')
  const reasons = /NotStoredReason =[^]*?export interface/.exec(await source('events.ts'))?.[0] ?? ''
  const names = [
    ...(await source('values/remember-options.ts')).matchAll(/^ {2}readonly (\w+)\?:/gm),
    ...reasons.matchAll(/^ {2}\| '([\w-]+)'/gm),
  ].map(([, name]) => name as string)
  expect(names.length).toBeGreaterThan(20)
  for (const name of names) expect(page).toContain(`\`${name}\``)
})
