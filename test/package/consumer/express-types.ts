// How the middlewares for Express are used, and what the compiler refuses.
import type { Express } from 'express'
import { type Alkey, ref } from 'typeorm-alkey'
import { alkeyMiddleware, httpCache } from 'typeorm-alkey/express'

export function use(app: Express, alkey: Alkey): void {
  app.use(alkeyMiddleware(alkey), httpCache(alkey))
  const ofPost = httpCache<{ id: string }>(alkey, ({ params: { id } }) => [ref('posts', id)], { maxAge: '30s' })
  app.get('/posts/:id', ofPost, async (req, res) => {
    const key: string = await req.cacheKey(ref('posts', Number(req.params.id)))
    res.send(await res.locals.cachedFragment([key], () => 'text'))
  })
  // @ts-expect-error parts are a list
  httpCache(alkey, () => 'posts')
  // @ts-expect-error a unit is a letter
  httpCache(alkey, undefined, { maxAge: '30 secs' })
}
