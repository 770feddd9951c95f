import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { ref } from 'typeorm-alkey'
import { alkeyPlugin, httpCache } from 'typeorm-alkey/fastify'
import { Comment, Post } from '../blog/entities'
import type { Blog } from '../blog/open-blog'
import { viewsIn } from './views'

interface PostRoute {
  Params: { id: number }
  Body: { text?: string; title?: string }
}

const params = { type: 'object', properties: { id: { type: 'integer' } } }

export async function blogApp({ alkey, dataSource: { manager } }: Blog): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: 'idle' })
  const render = viewsIn(join(__dirname, 'views'))
  // Before the routes, and before anything is loaded: the snapshot of tokens of a request begins here.
  await app.register(alkeyPlugin, { alkey })

  // What the page depends on is found by its queries. Each post is a fragment of its own: one that changes is rendered anew.
  app.get('/posts', { preHandler: httpCache(undefined, { vary: [] }) }, async ({ cachedFragment }, reply) => {
    const posts = await manager.find(Post, { relations: { author: true }, order: { id: 'ASC' } })
    const cards = posts.map((post) => ({ post, parts: [ref(Post, post.id), post.author, 'card'] }))
    return reply.type('text/html').send(await render('posts.njk', { cards, cachedFragment }))
  })

  // Here it is said: the post, and any comment.
  const ofPost = httpCache<PostRoute>(({ params: { id } }) => [ref(Post, id), Comment], { vary: [], maxAge: '1s' })
  app.get<PostRoute>('/posts/:id', { schema: { params }, preHandler: ofPost }, async ({ params: { id } }, reply) => {
    const post = await manager.findOne(Post, { where: { id }, relations: { comments: true } })
    return post ?? reply.code(404).send({ error: 'There is no such post' })
  })

  // A key for a cache of your own.
  app.get<PostRoute>('/posts/:id/key', { schema: { params } }, async (request) => ({
    key: await request.cacheKey(ref(Post, request.params.id), 'mine'),
  }))

  app.post<PostRoute>('/posts/:id/comments', { schema: { params } }, async ({ params: { id }, body }, reply) => {
    const comment = await manager.save(Comment, { text: String(body.text), post: { id } })
    return reply.code(201).send({ id: comment.id })
  })

  app.patch<PostRoute>('/posts/:id', { schema: { params } }, async ({ params: { id }, body }, reply) => {
    await manager.update(Post, id, { title: String(body.title) })
    return reply.code(204).send()
  })
  return app
}
