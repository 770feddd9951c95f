import 'reflect-metadata'
import { All, Controller, Module, Req, Res, type Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { requestKeys } from '../../../src/http'
import { HttpCache, getAlkeyToken } from '../../../src/nestjs'
import type { Framework, Route } from './route'

/** What Express and Fastify have in common. */
interface NestRequest {
  readonly params: { readonly id: string }
  readonly headers: Readonly<Record<string, string | undefined>>
}

interface NestResponse {
  status(code: number): unknown
  header(name: string, value: string): unknown
}

const nestApp =
  (platform: 'express' | 'fastify'): Framework =>
  async (alkey, routes) => {
    const controllers = routes.map((route) => controllerOf(route))
    class RoutesModule {}
    Module({ controllers, providers: [{ provide: getAlkeyToken(), useValue: alkey }] })(RoutesModule)
    const app =
      platform === 'express'
        ? await NestFactory.create(RoutesModule, { logger: false })
        : await NestFactory.create(RoutesModule, new FastifyAdapter(), { logger: false })
    await app.listen(0, '127.0.0.1')
    return { url: await app.getUrl(), close: () => app.close() }

    function controllerOf({ name, parts, options, handle }: Route): Type {
      @Controller(name)
      class RouteController {
        @All(':id')
        @(parts ? HttpCache((request: NestRequest) => parts(Number(request.params.id)), options) : HttpCache(options))
        async handle(
          @Req() request: NestRequest,
          @Res({ passthrough: true }) response: NestResponse,
        ): Promise<unknown> {
          const header = (one: string): string | undefined => request.headers[one]
          const answer = await handle({ id: Number(request.params.id), header, ...(await requestKeys(alkey)) })
          response.status(answer.status ?? 200)
          for (const [one, value] of Object.entries(answer.headers ?? {})) response.header(one, value)
          return answer.body
        }
      }
      return RouteController
    }
  }

export const frameworksOfNest: Readonly<Record<string, Framework>> = {
  'Nest on Express': nestApp('express'),
  'Nest on Fastify': nestApp('fastify'),
}
