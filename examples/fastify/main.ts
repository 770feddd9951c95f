import { openBlog, serveUntilInterrupted } from '../blog/open-blog'
import { blogApp } from './app'

async function main(): Promise<void> {
  const blog = await openBlog()
  const app = await blogApp(blog)
  const address = await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: '127.0.0.1' })
  serveUntilInterrupted(address, () => app.close(), blog)
}

void main()
