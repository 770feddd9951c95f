import { join } from 'node:path'
import ejs from 'ejs'
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import { ref } from 'typeorm-alkey'
import { alkeyMiddleware, httpCache } from 'typeorm-alkey/express'
import { Comment, Post } from '../blog/entities'
import type { Blog } from '../blog/open-blog'

/** Has Express 4 handle rejections as Express 5 does. */
const async =
  (handle: (req: Request, res: Response) => Promise<unknown>): RequestHandler =>
  (req: Request, res: Response, next: NextFunction) => {
    handle(req, res).catch(next)
  }

export function blogApp({ alkey, dataSource: { manager } }: Blog): Express {
  const app = express()
  app.use(express.json())
  // Before anything is loaded: its snapshot of tokens begins here.
  app.use(alkeyMiddleware(alkey))

  // What the page depends on is found by its queries. Each post is a fragment of its own: one that changes is rendered anew.
  app.get(
    '/posts',
    httpCache(alkey, undefined, { vary: [] }),
    async(async (_, res) => {
      const posts = await manager.find(Post, { relations: { author: true }, order: { id: 'ASC' } })
      const cards = posts.map((post) => ({ post, parts: [ref(Post, post.id), post.author, 'card'] }))
      const { cachedFragment } = res.locals
      res.send(await ejs.renderFile(join(__dirname, 'views', 'posts.ejs'), { cards, cachedFragment }, { async: true }))
    }),
  )

  // Here it is said: the post, and any comment.
  app.get(
    '/posts/:id',
    httpCache(alkey, (req) => [ref(Post, Number(req.params['id'])), Comment], { vary: [], maxAge: '1s' }),
    async(async (req, res) => {
      const post = await manager.findOne(Post, {
        where: { id: Number(req.params['id']) },
        relations: { comments: true },
      })
      if (post) res.json(post)
      else res.status(404).json({ error: 'There is no such post' })
    }),
  )

  // A key for a cache of your own.
  app.get(
    '/posts/:id/key',
    async(async (req, res) => {
      res.json({ key: await req.cacheKey(ref(Post, Number(req.params['id'])), 'mine') })
    }),
  )

  app.post(
    '/posts/:id/comments',
    async(async (req, res) => {
      const { text } = req.body as { readonly text?: unknown }
      const { id } = await manager.save(Comment, { text: String(text), post: { id: Number(req.params['id']) } })
      res.status(201).json({ id })
    }),
  )

  app.patch(
    '/posts/:id',
    async(async (req, res) => {
      const { title } = req.body as { readonly title?: unknown }
      await manager.update(Post, Number(req.params['id']), { title: String(title) })
      res.status(204).end()
    }),
  )
  return app
}
