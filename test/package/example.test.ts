import { createPostgresDatabase } from '../support/databases/postgres'
import { execute } from '../support/processes/execute'
import { connectRedis } from '../support/redis/redis'
import { queryPostgres } from '../support/servers/postgres-query'
import { sharedUrl } from '../support/servers/shared-url'
import { REPOSITORY } from './support/repository'

// PGlite alone takes seconds to start, on a busy machine many.
jest.setTimeout(90_000)

/** Without its own build, which would pull `dist` away from under the other tests. */
const runExample = (env: Readonly<Record<string, string>>) =>
  execute('npm', ['run', '--silent', '--ignore-scripts', 'example'], { cwd: REPOSITORY, env })

describe('the example', () => {
  it('runs with nothing installed, and every key does what it must', async () => {
    const { code, output } = await runExample({ DATABASE_URL: '', REDIS_URL: '' })
    expect(output).toContain('Everything did what it must.')
    expect(code).toBe(0)
    expect(output).toContain('PGlite, in memory')
    expect(output).not.toContain('\u001b')
    expect(step(output, 'A customer is updated')).toMatch(/customer 1 +changed\n +customer 2 +same\n/)
    expect(step(output, 'An inner transaction fails')).toMatch(/customer 1 +changed\n +customer 2 +same\n/)
    expect(step(output, 'A whole transaction is rolled back')).not.toContain('changed')
    expect(step(output, 'Pages are served from a cache')).toMatch(/hits +4\n +misses +7\n/)
  })

  it('runs on servers, and leaves nothing behind there', async () => {
    const database = await createPostgresDatabase()
    const redis = await connectRedis()
    try {
      const { code, output } = await runExample({ DATABASE_URL: database.url, REDIS_URL: sharedUrl('REDIS_URL') })
      expect(output).toContain('Everything did what it must.')
      expect(code).toBe(0)
      const [, schema] = /schema (\w+)/.exec(output) ?? []
      const [, namespace] = /namespace ([\w-]+)/.exec(output) ?? []
      expect([schema, namespace]).toEqual([expect.any(String), expect.any(String)])
      expect(await queryPostgres(database.url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'alkey%'")).toEqual(
        [],
      )
      expect(await redis.keys(`*${String(namespace)}*`)).toEqual([])
    } finally {
      await redis.quit()
      await database.drop()
    }
  })

  it('ends with an error when it can reach no server', async () => {
    const { code, output } = await runExample({ DATABASE_URL: 'postgres://postgres@127.0.0.1:1/shop', REDIS_URL: '' })
    expect(code).not.toBe(0)
    expect(output).toContain('ECONNREFUSED')
  })
})

/** The part of the output that one step has printed. */
function step(output: string, title: string): string {
  const found = output.split(/\n(?=\d+\. )/).find((text) => text.includes(title))
  if (found === undefined) throw new Error(`The example has no step '${title}'; it printed:\n${output}`)
  return found
}
