import 'reflect-metadata'
import { DataSource } from 'typeorm'
import { Alkey, MemoryTokenStore } from 'typeorm-alkey'
import { Author, Comment, Post } from './entities'

export interface Blog {
  readonly alkey: Alkey
  readonly dataSource: DataSource
  readonly close: () => Promise<void>
}

const { DATABASE_URL: url, REDIS_URL: redis } = process.env
const entities = [Author, Post, Comment]
const schema = 'alkey_blog'

/** In memory, or on PostgreSQL in the schema `alkey_blog`, where several processes share it; with two posts. */
export async function openBlog(): Promise<Blog> {
  const alkey = new Alkey(redis ? { redis, namespace: 'blog' } : { store: new MemoryTokenStore() })
  const dataSource = await new DataSource(
    url ? { type: 'postgres', url, schema, entities } : { type: 'sqljs', entities },
  ).initialize()
  // After `initialize`, and before the first write that others are to see.
  alkey.attach(dataSource)
  if (url) await dataSource.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
  await dataSource.synchronize()
  await fill(dataSource)
  return {
    alkey,
    dataSource,
    close: async () => {
      await dataSource.destroy()
      await alkey.close()
    },
  }
}

async function fill({ manager }: DataSource): Promise<void> {
  if ((await manager.count(Post)) > 0) return
  const author = await manager.save(Author, { name: 'Ann' })
  const posts = await manager.save(Post, [
    { title: 'Tea', author },
    { title: 'Coffee', author },
  ])
  await manager.save(Comment, { text: 'Nice', post: posts[0] })
}

/** Prints where the application is, and closes it with Ctrl-C: first the server, so that requests end. */
export function serveUntilInterrupted(address: string, closeServer: () => Promise<unknown>, blog: Blog): void {
  console.log(`Open ${address}/posts`)
  const close = async (): Promise<void> => {
    await closeServer()
    await blog.close()
  }
  process.once('SIGINT', () => void close())
  process.once('SIGTERM', () => void close())
}
