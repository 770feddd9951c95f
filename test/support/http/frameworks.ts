import { frameworksOfExpress } from './express-apps'
import { fastifyApp } from './fastify-app'
import { honoApp } from './hono-app'
import { koaApp } from './koa-app'
import { frameworksOfNest } from './nest-apps'
import type { Framework } from './route'

export const frameworks: readonly (readonly [string, Framework])[] = [
  ...Object.entries(frameworksOfExpress),
  ['Fastify 5', fastifyApp],
  ...Object.entries(frameworksOfNest),
  ['Koa', koaApp],
  ['Hono', honoApp],
]
