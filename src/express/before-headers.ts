import type { ServerResponse } from 'node:http'
import onHeaders from 'on-headers'

type WriteHead = (status: number, ...given: readonly unknown[]) => ServerResponse

/** Calls `listener` when the headers are about to be sent, those that are given to `writeHead` among them. */
export function beforeHeaders(response: ServerResponse, listener: () => void): void {
  onHeaders(response, listener)
  const writeHead = response.writeHead.bind(response) as WriteHead
  // In the forms that on-headers reads: Node.js takes more, and their headers would be lost.
  const whole: WriteHead = (status, reason, headers) => {
    if (typeof reason === 'string') return writeHead(status, reason, asList(headers))
    return writeHead(status, asList(headers ?? reason))
  }
  response.writeHead = whole
}

/** Pairs become a list of names and values. */
function asList(headers: unknown): unknown {
  return Array.isArray(headers) && Array.isArray(headers[0]) ? headers.flat(1) : headers
}
