import type { NextFunction, Request, Response } from 'express'
import express5 from 'express'
import { alkeyMiddleware, httpCache } from '../../../src/express'
import { listening } from './listening'
import type { Framework, Route } from './route'

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the types are those of the other Express
const express4 = require('express4') as typeof express5

const expressApp =
  (express: typeof express5): Framework =>
  (alkey, routes) => {
    const app = express()
    app.use(alkeyMiddleware(alkey))
    for (const { name, parts, options, handle } of routes) {
      const cache = parts
        ? httpCache(alkey, (req) => parts(Number(req.params['id'])), options)
        : httpCache(alkey, undefined, options)
      app.all(`/${name}/:id`, cache, answering(handle))
    }
    return listening(app.listen(0, '127.0.0.1'))
  }

function answering(handle: Route['handle']) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const { cacheKey } = req
    const { cachedFragment } = res.locals
    const asked = { id: Number(req.params['id']), header: (name: string) => req.get(name), cacheKey, cachedFragment }
    // Express 4 doesn't wait for promises.
    handle(asked).then(({ status = 200, headers = {}, body }) => {
      res.status(status).set(headers).json(body)
    }, next)
  }
}

export const frameworksOfExpress: Readonly<Record<string, Framework>> = {
  'Express 4': expressApp(express4),
  'Express 5': expressApp(express5),
}
