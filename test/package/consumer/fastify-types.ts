// The same for Fastify.
import type { FastifyInstance } from 'fastify'
import { type Alkey, ref } from 'typeorm-alkey'
import { alkeyPlugin, httpCache } from 'typeorm-alkey/fastify'

interface Route {
  Params: { id: string }
}

export async function use(app: FastifyInstance, alkey: Alkey): Promise<void> {
  await app.register(alkeyPlugin, { alkey })
  // @ts-expect-error without an Alkey
  await app.register(alkeyPlugin, {})
  app.get('/posts', { preHandler: [httpCache()] }, (request) => request.cacheKey('posts'))
  const preHandler = httpCache<Route>(({ params }) => [ref('posts', params.id)])
  app.get<Route>('/posts/:id', { preHandler }, (request) => request.cachedFragment([request.params.id], () => 'text'))
}
