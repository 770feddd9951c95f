import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { openBlog, serveUntilInterrupted } from '../blog/open-blog'
import { blogApp } from './app'

async function main(): Promise<void> {
  const blog = await openBlog()
  const server = blogApp(blog).listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
  await once(server, 'listening')
  const closeServer = async (): Promise<void> => {
    server.close()
    server.closeIdleConnections()
    await once(server, 'close')
  }
  serveUntilInterrupted(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, closeServer, blog)
}

void main()
