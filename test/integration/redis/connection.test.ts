import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { Alkey, ClosedError, RedisTokenStore, ref } from '../../../src'
import { RedisConnection } from '../../../src/redis/redis-connection'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { unattached } from '../../support/harness/warnings/expected'
import { succeed } from '../../support/processes/execute'
import { connectRedis, sharedRedis, uniqueNamespace } from '../../support/redis/redis'
import type { Server } from '../../support/servers/server'
import { sharedUrl } from '../../support/servers/shared-url'
import { startRedis } from '../../support/servers/start-redis'
import { startTcpProxy } from '../../support/servers/tcp-proxy'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(unattached)

describe('a client that is given', () => {
  let client: Redis
  let alkey: Alkey
  let name: string

  const connectionsNamed = async (): Promise<number> => {
    const list = (await client.client('LIST')) as string
    return list.split('\n').filter((line) => line.includes(` name=${name} `)).length
  }

  beforeEach(async () => {
    name = uniqueNamespace()
    client = await connectRedis(undefined, { connectionName: name, commandTimeout: 20_000, keyPrefix: 'own:' })
    alkey = new Alkey({ redis: client, namespace: uniqueNamespace() })
  })

  afterEach(async () => {
    await alkey.close()
    client.disconnect()
  })

  test('is duplicated once something is asked for, and only the duplicate is closed', async () => {
    expect(await connectionsNamed()).toBe(1)
    await Promise.all([alkey.keyGenerator(ref('users', 1)), alkey.keyGenerator(ref('users', 2))])
    expect(await connectionsNamed()).toBe(2)
    await alkey.close()
    await eventually(async () => {
      expect(await connectionsNamed()).toBe(1)
    })
    expect(client.status).toBe('ready')
    expect(await client.ping()).toBe('PONG')
  })

  test('keeps its options, its listeners and its commands', async () => {
    const options = { ...client.options }
    const listeners = client.eventNames().map((event) => [event, client.listenerCount(event)])
    await alkey.keyGenerator(ref('users', 1))
    await alkey.close()
    expect(client.options).toEqual(options)
    expect(client.eventNames().map((event) => [event, client.listenerCount(event)])).toEqual(listeners)
    expect(Object.keys(client).filter((key) => key.startsWith('alkey'))).toEqual([])
    expect(await client.set(name, '1', 'PX', 1_000)).toBe('OK')
  })

  test('may subscribe, block or be closed by its owner: the duplicate goes on', async () => {
    await client.subscribe(name)
    const blocked = alkey.keyGenerator(ref('users', 1))
    expect(alkey.isCacheable(await blocked)).toBe(true)
    client.disconnect()
    expect(alkey.isCacheable(await alkey.keyGenerator(ref('users', 1)))).toBe(true)
    client = await connectRedis(undefined, { connectionName: name })
  })
})

describe('after close', () => {
  test('everything is refused at once', async () => {
    const store = new RedisTokenStore(sharedRedis())
    await store.read(['alkey:users#1'])
    await store.close()
    for (const refused of [store.read([]), store.bump(['alkey:users#1']), store.flush(), store.discard(['set-1'])]) {
      await expect(refused).rejects.toThrow(ClosedError)
    }
    await store.close()
  })

  async function runToItsEnd(url: string): Promise<string[]> {
    const root = join(__dirname, '..', '..', '..')
    const program = join(root, 'test/support/processes/samples/exits-by-itself.ts')
    const { stdout } = await succeed(
      process.execPath,
      ['--unhandled-rejections=strict', '--require', 'ts-node/register', program, url],
      {
        cwd: root,
        env: { TS_NODE_COMPILER_OPTIONS: JSON.stringify({ rootDir: root }) },
        timeoutMs: 60_000,
      },
    )
    return stdout.trim().split('\n')
  }

  test('a process ends by itself, whatever it did before', async () => {
    expect(await runToItsEnd(sharedUrl('REDIS_URL'))).toHaveLength(15)
  }, 90_000)

  test('a process ends by itself, also without a Redis', async () => {
    const gone = await startRedis()
    await gone.stop()
    expect(await runToItsEnd(gone.url)).toHaveLength(15)
  }, 90_000)
})

describe('the identity of the server', () => {
  let server: Server

  beforeEach(async () => {
    server = await startRedis()
  })

  afterEach(async () => {
    await server.stop()
  })

  test('comes with what commands gave', async () => {
    const connection = new RedisConnection(server.url, 1_000)
    const admin = await connectRedis(server.url)
    const info = await admin.info()
    const identity = [/^run_id:(\w+)/m, /^master_replid:(\w+)/m].map((field) => field.exec(info)?.[1]).join('.')
    expect(await connection.run('a test', (client) => client.ping())).toEqual({ value: 'PONG', identity })
    admin.disconnect()
    connection.close()
  })

  test('must not change before the answer: what another process gave does not count', async () => {
    const connection = new RedisConnection(server.url, 20_000)
    await connection.run('a test', (client) => client.set('key', 'old'))
    const read = connection.run('a test', async (client) => {
      const value = await client.get('key')
      await server.kill('SIGKILL')
      server = await startRedis({ port: server.port, dir: server.dir })
      await eventually(() => connection.run('a test', (again) => again.ping()), { deadlineMs: 15_000 })
      return value
    })
    await expect(read).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE', message: /connection was lost/ })
    connection.close()
  })

  test('is gone with the connection: a reply that came before does not count', async () => {
    const proxy = await startTcpProxy(server.url)
    const connection = new RedisConnection(proxy.url, 5_000)
    const read = connection.run('a test', async (client) => {
      const value = await client.ping()
      const closed = new Promise((resolve) => client.once('close', resolve))
      await proxy.cut()
      await closed
      return value
    })
    await expect(read).rejects.toMatchObject({ code: 'ALKEY_UNAVAILABLE' })
    connection.close()
    await proxy.close()
  })

  test('is asked for again when the server did not tell it', async () => {
    const admin = await connectRedis(server.url)
    await admin.acl('SETUSER', 'shy', 'on', '>secret', '~*', '+@all', '-info')
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined)
    const alkey = new Alkey({ redis: { host: '127.0.0.1', port: server.port, username: 'shy', password: 'secret' } })
    expect(await alkey.keyGenerator.explain(ref('users', 1))).toMatchObject({ reason: 'refused' })
    await admin.acl('SETUSER', 'shy', '+info')
    expect(await alkey.keyGenerator.explain(ref('users', 1))).toMatchObject({ cacheable: true })
    warned.mockRestore()
    await alkey.close()
    admin.disconnect()
  })
})
