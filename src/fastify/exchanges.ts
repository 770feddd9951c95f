import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Exchange } from '../http/exchange'

const exchanges = new WeakMap<object, Exchange>()

/** The response to `request` is to have the headers of `exchange`. */
export function keepExchange({ raw }: Pick<FastifyRequest, 'raw'>, exchange: Exchange): void {
  exchanges.set(raw, exchange)
}

/** Sets what the exchange adds to the headers, if the request has one. */
export function addHeaders(
  { raw }: Pick<FastifyRequest, 'raw'>,
  reply: Pick<FastifyReply, 'statusCode' | 'getHeader' | 'header'>,
): void {
  const header = (name: string): string | undefined => {
    const value = reply.getHeader(name)
    return Array.isArray(value) ? value.join(', ') : value?.toString()
  }
  const added = exchanges.get(raw)?.headersFor({ status: reply.statusCode, header })
  for (const [name, value] of Object.entries(added ?? {})) reply.header(name, value)
}
