import type { ExecutionContext } from '@nestjs/common'
import { metadataOf } from './metadata'

/** What Express and Fastify say of a request alike. */
export interface HttpRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly url: string
  readonly originalUrl?: string
  readonly raw?: Pick<HttpRequest, 'url' | 'originalUrl'>
}

// Names that Nest does not export.
const SSE = '__sse__'
const REDIRECT = '__redirect__'
const ROUTE_ARGUMENTS = '__routeArguments__'
const PASSTHROUGH = '__responsePassthrough__'
/** Kinds of parameters: `@Res()` and `@Next()`. */
const ANSWERING = ['1', '2']

/** Whether Nest itself sends what the handler returns: only then can something else be sent in its place. */
export function isAnsweredByNest(context: ExecutionContext): boolean {
  if (context.getType() !== 'http') return false
  const [handler, controller] = [context.getHandler(), context.getClass()]
  if (metadataOf(SSE, handler) !== undefined || metadataOf(REDIRECT, handler) !== undefined) return false
  const parameters = metadataOf(ROUTE_ARGUMENTS, controller, handler.name) ?? {}
  const takesResponse = Object.keys(parameters).some((key) => ANSWERING.includes(key.split(':')[0] ?? ''))
  return !takesResponse || metadataOf(PASSTHROUGH, controller, handler.name) === true
}

/** As the client asked for it, with the query. */
export function urlOf(request: HttpRequest): string {
  const { originalUrl, url } = request.raw ?? request
  return originalUrl ?? url
}

/** What events call the values of a handler. */
export function routeName(context: ExecutionContext): string {
  return `${context.getClass().name}.${context.getHandler().name}`
}
