import { createPostgresDatabase } from '../support/databases/postgres'
import { execute } from '../support/processes/execute'
import { connectRedis } from '../support/redis/redis'
import { queryPostgres } from '../support/servers/postgres-query'
import { sharedUrl } from '../support/servers/shared-url'
import { type RunningExample, serveExample } from './support/running-example'
import { REPOSITORY } from './support/repository'

// PGlite alone takes seconds to start, on a busy machine many.
jest.setTimeout(90_000)

const IN_MEMORY = { DATABASE_URL: '', REDIS_URL: '' }

const runExample = (env: Readonly<Record<string, string>>) =>
  execute('npm', ['run', '--silent', 'example'], { cwd: REPOSITORY, env })

/** The writes after which a page by hand is stale, for all that its subscriber does. */
const missedByHand = [
  'save() of product 1 with a category more',
  'update by a QueryBuilder',
  'increment()',
  'raw SQL',
  'delete() of a review',
  'ON DELETE CASCADE',
  'while a page is being made',
]

describe('the example', () => {
  it('runs with nothing installed, and shows that pages by hand get stale, and those of the library do not', async () => {
    const { code, output } = await runExample(IN_MEMORY)
    expect(output).toContain('alkey never served a stale page.')
    expect(code).toBe(0)
    expect(output).toContain('PGlite, in memory')
    expect(output).not.toContain('\u001b')
    for (const write of missedByHand) expect(outcomesAfter(output, write).byHand).toContain('STALE')
    expect(outcomesAfter(output, 'save() of product 1  ')).toEqual({
      byHand: ['load', 'load', 'hit'],
      alkey: ['load', 'load', 'hit'],
    })
    expect(outcomesAfter(output, 'save() of a category').alkey).toEqual(['hit', 'load', 'load'])
    // What was rolled back never happened, so the page is still in the cache.
    expect(outcomesAfter(output, 'a savepoint')).toEqual({
      byHand: ['load', 'load', 'load'],
      alkey: ['load', 'load', 'hit'],
    })
    expect(output).toMatch(/^hit: .* \d+ +\d+$/m)
    expect(output).toMatch(/^STALE: .* \d+ +0$/m)
  })

  it('runs on servers, with a visitor before a COMMIT, and leaves nothing behind there', async () => {
    const database = await createPostgresDatabase()
    const redis = await connectRedis()
    try {
      const { code, output } = await runExample({ DATABASE_URL: database.url, REDIS_URL: sharedUrl('REDIS_URL') })
      expect(output).toContain('alkey never served a stale page.')
      expect(code).toBe(0)
      expect(outcomesAfter(output, 'a visitor before its COMMIT').byHand).toContain('STALE')
      const [, namespace] = /namespace ([\w-]+)/.exec(output) ?? []
      expect(namespace).toEqual(expect.any(String))
      expect(await schemasIn(database.url)).toEqual([])
      expect(await redis.keys(`*${String(namespace)}*`)).toEqual([])
    } finally {
      await redis.quit()
      await database.drop()
    }
  })

  it.each([
    ['DATABASE_URL', 'postgres://postgres:hunter2@127.0.0.1:1/shop'],
    ['REDIS_URL', 'redis://:hunter2@127.0.0.1:1'],
  ])('ends with one sentence when it can not reach the server of %s', async (variable, url) => {
    const { code, output } = await runExample({ ...IN_MEMORY, [variable]: url })
    expect(code).toBe(1)
    expect(output).toMatch(`The server of ${variable} can't be reached (connect ECONNREFUSED 127.0.0.1:1)`)
    expect(output).not.toMatch(/^ +at |hunter2/m)
  })
})

describe('the example with --serve', () => {
  let example: RunningExample | undefined

  afterEach(() => example?.kill())

  it('leaves the pages up to click, until Ctrl-C, and then cleans up', async () => {
    const database = await createPostgresDatabase()
    try {
      example = await serveExample({ DATABASE_URL: database.url, REDIS_URL: '' })
      const { url, click } = example
      const get = async (path: string): Promise<string> => (await fetch(url + path)).text()
      const before = await get('/uncached/products/1')
      expect([await get('/by-hand/products/1'), await get('/alkey/products/1')]).toEqual([before, before])
      expect(await get('/')).toContain('<button >raw SQL</button>')
      expect(await click('raw SQL')).toContain('<button disabled>raw SQL</button>')
      expect(await click('raw SQL')).toContain('is disabled')
      const after = await get('/uncached/products/1')
      expect(after).not.toBe(before)
      expect([await get('/by-hand/products/1'), await get('/alkey/products/1')]).toEqual([before, after])
      expect(await schemasIn(database.url)).toHaveLength(1)
      expect(await example.interrupt()).toBe(0)
      expect(await schemasIn(database.url)).toEqual([])
    } finally {
      await database.drop()
    }
  })
})

it('with --serve has one connection to PGlite, and refuses what needs two', async () => {
  const example = await serveExample(IN_MEMORY)
  try {
    const pages = (await (await fetch(example.url)).text()).matchAll(/action="([^"]+)"><button disabled>/g)
    const actions = Array.from(pages, ([, action = '']) => action)
    expect(actions).not.toEqual([])
    for (const action of [...actions, '/write/99'])
      expect((await fetch(example.url + action, { method: 'POST' })).status).toBe(409)
    expect(await example.interrupt()).toBe(0)
  } finally {
    example.kill()
  }
})

function schemasIn(url: string): Promise<unknown[]> {
  return queryPostgres(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'alkey%'")
}

/** What became of the pages after the write whose title has that text. */
function outcomesAfter(output: string, title: string): { byHand: string[]; alkey: string[] } {
  const line = output.split('\n').find((text) => text.includes(title))
  const outcomes = line?.match(/\b(hit|load|STALE)\b/g)
  if (outcomes?.length !== 6) throw new Error(`No line of six pages has '${title}':\n${output}`)
  return { byHand: outcomes.slice(0, 3), alkey: outcomes.slice(3) }
}
