import { createPostgresDatabase } from '../support/databases/postgres'
import { ask } from '../support/http/client'
import { sharedUrl } from '../support/servers/shared-url'
import { eventually } from '../support/waiting/eventually'
import { usePackage } from './support/packed'
import { type RunningBlog, makeBlog, runBlog } from './support/running-blog'

jest.setTimeout(60_000)

const packed = usePackage()
const running: RunningBlog[] = []

afterEach(() => {
  for (const blog of running.splice(0)) blog.kill()
})

const IN_MEMORY = { DATABASE_URL: '', REDIS_URL: '' }

async function start(...args: Parameters<typeof runBlog>): Promise<RunningBlog> {
  const blog = await runBlog(...args)
  running.push(blog)
  return blog
}

const change = (url: string, method: string, body: object): Promise<Response> =>
  fetch(url, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })

test.each([
  ['express', 'express'],
  ['express', 'express4'],
  ['fastify', 'express'],
] as const)('the example for %s runs with nothing installed (%s)', async (framework, express) => {
  const project = makeBlog(packed(), `${framework}-${express}`, express)
  const blog = await start(project, framework, IN_MEMORY)
  const { url } = blog
  const [list, post] = await Promise.all([ask(`${url}/posts`), ask(`${url}/posts/1`)])
  expect(list).toMatchObject({ status: 200, cacheControl: 'private, no-cache', vary: null })
  expect(list.body).toMatch(/Tea.*Ann[^]*Coffee.*Ann/)
  expect(post).toMatchObject({ status: 200, cacheControl: 'private, max-age=1' })
  expect((await ask(`${url}/posts`, list.etag)).status).toBe(304)
  expect((await ask(`${url}/posts/1`, post.etag)).status).toBe(304)
  expect((await change(`${url}/posts/1/comments`, 'POST', { text: 'Good' })).status).toBe(201)
  expect((await ask(`${url}/posts/1`, post.etag)).body).toContain('Good')
  const { body: key } = await ask(`${url}/posts/2/key`)
  expect((await change(`${url}/posts/1`, 'PATCH', { title: 'Green tea' })).status).toBe(204)
  expect((await ask(`${url}/posts`, list.etag)).body).toMatch(/Green tea.*Ann[^]*Coffee/)
  expect((await ask(`${url}/posts/2/key`)).body).toBe(key)
  expect(await ask(`${url}/posts/9`)).toMatchObject({ status: 404, cacheControl: null })
  expect(await blog.interrupt()).toBe(0)
})

test('two processes have the same ETags, and each sees what the other writes', async () => {
  const database = await createPostgresDatabase()
  try {
    const project = makeBlog(packed(), 'shared', 'express')
    const env = { DATABASE_URL: database.url, REDIS_URL: sharedUrl('REDIS_URL') }
    const one = await start(project, 'express', env)
    const other = await start(project, 'express', env)
    for (const path of ['/posts', '/posts/1']) {
      const { etag } = await ask(one.url + path)
      // What a handler has read is stored when its response is sent.
      await eventually(async () => (await ask(other.url + path, etag)).status === 304)
      await change(`${other.url}/posts/1`, 'PATCH', { title: `by ${path}` })
      const changed = await ask(one.url + path, etag)
      expect(changed).toMatchObject({ status: 200, body: expect.stringContaining(`by ${path}`) as string })
      await eventually(async () => (await ask(other.url + path, changed.etag)).status === 304)
    }
    expect(await Promise.all([one.interrupt(), other.interrupt()])).toEqual([0, 0])
  } finally {
    for (const blog of running.splice(0)) blog.kill()
    await database.drop()
  }
})
