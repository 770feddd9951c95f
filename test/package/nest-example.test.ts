import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import ts from 'typescript'
import { type PostgresDatabase, createPostgresDatabase } from '../support/databases/postgres'
import { ask } from '../support/http/client'
import { uniqueNamespace } from '../support/redis/redis'
import { sharedUrl } from '../support/servers/shared-url'
import { usePackage } from './support/packed'
import { REPOSITORY, installed } from './support/repository'

// The example as its users run it: compiled, with the library as packed, in a process of its own.

const EXAMPLE = join(REPOSITORY, 'examples', 'nest')
const packed = usePackage()
let database: PostgresDatabase
let folder: string
let child: ChildProcess

beforeEach(async () => {
  database = await createPostgresDatabase()
})

afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
  await database.drop()
})

test.each([
  ['10', 'commonjs', 'nest10'],
  ['11', 'commonjs', ''],
  ['11', 'module', ''],
  ['12', 'module', 'nest12'],
] as const)(
  'the application runs on Nest %s as %s, and its responses follow the data',
  async (version, type, workspace) => {
    const url = await serve(version, type, join(__dirname, 'nest', workspace))
    const post = async (path: string, body: object, method = 'POST'): Promise<number> =>
      (
        await ask(url + path, null, {
          method,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status
    const changes = async (path: string, change: () => Promise<unknown>): Promise<void> => {
      const { etag } = await ask(url + path)
      expect(etag).toMatch(/^W\/"/)
      // What the handler has read is kept beside its response.
      expect((await ask(url + path, etag)).status).toBe(304)
      await change()
      const after = await ask(url + path, etag)
      expect(after.status).toBe(200)
      expect(after.etag).not.toBe(etag)
    }
    expect(await post('/posts', { title: 'one' })).toBe(201)
    await changes('/posts/1', () => post('/posts/1/comments', { text: 'a comment' }))
    await changes('/posts/1', () => post('/posts/titles', {}, 'PUT'))
    await changes('/posts', () => post('/posts', { title: 'two' }))
    expect((await ask(`${url}/posts/count`)).body).toBe('{"count":2,"counted":1}')
    expect((await ask(`${url}/posts/count`)).body).toBe('{"count":2,"counted":1}')
    await changes('/posts', () => post('/posts/1', {}, 'DELETE'))
    expect((await ask(`${url}/posts/count`)).body).toBe('{"count":1,"counted":2}')
    expect(await ask(`${url}/posts/1`)).toMatchObject({ status: 404, etag: null })
    expect(JSON.parse((await ask(`${url}/health`)).body)).toMatchObject({
      alkey: { status: 'up', redis: 'ready', attached: true, owed: 0, openRecords: 0 },
    })
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([null, 'SIGTERM'])
  },
  60_000,
)

/** Inside of a folder from which Node.js finds that version of Nest. */
async function serve(version: string, type: 'commonjs' | 'module', parent: string): Promise<string> {
  folder = mkdtempSync(join(parent, '.readme-'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }))
  cpSync(packed().directory, join(folder, 'node_modules', 'typeorm-alkey'), { recursive: true })
  // It looks for Nest from where it is.
  if (version === '10')
    cpSync(installed('@nestjs/typeorm'), join(folder, 'node_modules', '@nestjs', 'typeorm'), { recursive: true })
  for (const file of readdirSync(EXAMPLE)) {
    const { outputText } = ts.transpileModule(readFileSync(join(EXAMPLE, file), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: type === 'module' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
      },
    })
    writeFileSync(join(folder, file.replace(/ts$/, 'js')), outputText)
  }
  child = spawn(process.execPath, ['main.js'], {
    cwd: folder,
    env: {
      ...process.env,
      ...{ DATABASE_URL: database.url, REDIS_URL: sharedUrl('REDIS_URL'), NAMESPACE: uniqueNamespace(), PORT: '0' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!child.stdout) throw new Error('The output of the example is not piped.')
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /^Open (\S+)\/posts$/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error('The example ended before it served a page')
}
