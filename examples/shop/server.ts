import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Home } from './home'
import type { Site } from './pages'

export type Sites = Readonly<Record<'by-hand' | 'alkey' | 'uncached', Site>>

/** Serves `/by-hand/products`, `/alkey/products/1` and so on, for as long as `work` takes. */
export async function withServer<Result>(
  sites: Sites,
  home: Home,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer((request, response) => {
    answer(sites, home, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.close()
    // Clients keep connections for their next visit.
    server.closeAllConnections()
  }
}

async function answer(
  sites: Sites,
  home: Home,
  { method, url = '/' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, first = '', second, third] = url.split('/')
  if (method === 'POST' && first === 'write') {
    if (await home.click(Number(second))) response.writeHead(303, { location: '/' }).end()
    else response.writeHead(409).end('The button of this write is disabled.')
    return
  }
  const site = Object.hasOwn(sites, first) ? sites[first as keyof Sites] : undefined
  const html = site ? await (third ? site.product(Number(third)) : site.list()) : home.html()
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
}
