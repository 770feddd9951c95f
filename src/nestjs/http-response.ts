import type { ServerResponse } from 'node:http'
import onHeaders from 'on-headers'
import type { Exchange } from '../http'

/** What Express and Fastify have in common, and how each renders a template. */
export interface HttpResponse {
  readonly statusCode: number
  status(code: number): unknown
  header(name: string, value: string): unknown
  getHeader(name: string): string | number | readonly string[] | undefined
  send(): unknown
  render?: unknown
  view?: unknown
  /** Of Fastify. */
  readonly raw?: unknown
}

/** Keeps Express from making a tag of the body where there is none of ours. */
const NONE = 'W/"none"'

export function withoutOtherTag(response: HttpResponse): void {
  if (response.raw !== undefined || response.getHeader('etag') !== undefined) return
  response.header('ETag', NONE)
  const raw = response as unknown as ServerResponse
  onHeaders(raw, () => {
    if (raw.getHeader('etag') === NONE) raw.removeHeader('etag')
  })
}

export function setOwnHeaders(response: HttpResponse, exchange: Exchange): void {
  const header = (name: string): string | undefined => {
    const value = response.getHeader(name)
    if (value === NONE) return undefined
    return Array.isArray(value) ? value.join(', ') : value?.toString()
  }
  for (const [name, value] of Object.entries(exchange.headersFor({ status: response.statusCode, header })))
    response.header(name, value)
}

/** Has Nest not render a template, which has no data: a `304` has no body. */
export function sendNoBody(response: HttpResponse): void {
  const send = (): unknown => response.send()
  if (response.render) response.render = send
  if (response.view) response.view = send
}
