import fastify from 'fastify'
import { alkeyPlugin, httpCache } from '../../../src/fastify'
import type { Framework } from './route'

interface WithId {
  Params: { id: string }
}

/** The routes in a child context, which the plugin covers, too. */
export const fastifyApp: Framework = async (alkey, routes) => {
  const app = fastify()
  await app.register(alkeyPlugin, { alkey })
  await app.register(async (child) => {
    for (const { name, parts, options, handle } of routes) {
      child.route<WithId>({
        method: ['GET', 'POST'],
        url: `/${name}/:id`,
        preHandler: httpCache<WithId>(parts && (({ params }) => parts(Number(params.id))), options),
        handler: async ({ params, headers, cacheKey, cachedFragment }, reply) => {
          const header = (name: string): string | undefined => headers[name] as string | undefined
          const answer = await handle({ id: Number(params.id), header, cacheKey, cachedFragment })
          return reply
            .code(answer.status ?? 200)
            .headers({ ...answer.headers })
            .send(answer.body)
        },
      })
    }
    return Promise.resolve()
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, close: () => app.close() }
}
