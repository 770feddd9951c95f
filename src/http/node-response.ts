import type { ServerResponse } from 'node:http'
import { finished } from 'node:stream'
import type { ResponseDescription } from './descriptions'
import type { Exchange } from './exchange'

/** The response of Node.js, as it is now. */
export function describedResponse(response: ServerResponse): ResponseDescription {
  return {
    status: response.statusCode,
    header: (name) => {
      const value = response.getHeader(name)
      return Array.isArray(value) ? value.join(', ') : value?.toString()
    },
  }
}

/** Sends `304 Not Modified`. */
export function sendNotModified(exchange: Exchange, response: ServerResponse): void {
  response.statusCode = 304
  for (const name of ['content-type', 'content-length', 'transfer-encoding']) response.removeHeader(name)
  setHeaders(exchange, response)
  response.end()
}

/** Sets what the exchange adds to the headers. @param replaced the `ETag` that stays only where there is none of ours */
export function setHeaders(exchange: Exchange, response: ServerResponse, replaced?: string): void {
  const now = describedResponse(response)
  const header = (name: string): string | null | undefined =>
    name === 'etag' && replaced !== undefined ? undefined : now.header(name)
  for (const [name, value] of Object.entries(exchange.headersFor({ status: now.status, header }))) {
    response.setHeader(name, value)
  }
}

/** Ends the exchange when the response was sent, or the client has gone. */
export function endWith(exchange: Exchange, response: ServerResponse): void {
  finished(response, (error) => void exchange.end(!error))
}
