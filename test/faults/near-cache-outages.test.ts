import type { Redis } from 'ioredis'
import { RedisTokenStore } from '../../src'
import { connectRedis, uniqueNamespace } from '../support/redis/redis'
import { ReplicatingRedis } from '../support/redis/replicating-redis'
import type { Server } from '../support/servers/server'
import { startRedis } from '../support/servers/start-redis'
import { type TcpProxy, startTcpProxy } from '../support/servers/tcp-proxy'
import { type VirtualAddress, startVirtualAddress } from '../support/servers/virtual-address'
import { eventually } from '../support/waiting/eventually'

// Tokens that a process keeps end when it can't be told of changes any more, whatever cuts it off: and they are right
// afterwards, although changes were missed.

const DEADLINE_MS = 300
const user = ['alkey:users#1']

const opened: RedisTokenStore[] = []

afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())))

function open(redis: string, namespace: string, maxStalenessMs = 200): RedisTokenStore {
  const store = new RedisTokenStore({ redis, namespace, deadlineMs: DEADLINE_MS, nearCache: { maxStalenessMs } })
  opened.push(store)
  return store
}

/** What the store has in the process, as text. */
function found(store: RedisTokenStore): string | undefined {
  const reading = store.near?.find(user)
  return reading && `${reading.generation}/${reading.tokens.join('/')}`
}

async function read(store: RedisTokenStore): Promise<string | undefined> {
  const reading = await store.read(user).catch(() => undefined)
  return reading && `${reading.generation}/${reading.tokens.join('/')}`
}

/** Reads until what is read is kept. */
async function kept(store: RedisTokenStore): Promise<string> {
  await eventually(
    async () => {
      found(store)
      await read(store)
      return found(store) !== undefined
    },
    { deadlineMs: 15_000 },
  )
  return found(store) as string
}

/** By a writer that may have to connect again. */
const bump = (writer: RedisTokenStore): Promise<void> => eventually(() => writer.bump(user))

const ended = (store: RedisTokenStore): Promise<void> => eventually(() => found(store) === undefined)

describe('one server', () => {
  let server: Server
  let admin: Redis
  let proxy: TcpProxy
  let store: RedisTokenStore
  let writer: RedisTokenStore

  beforeEach(async () => {
    server = await startRedis()
    admin = await connectRedis(server.url)
    proxy = await startTcpProxy(server.url)
    const namespace = uniqueNamespace()
    store = open(proxy.url, namespace)
    writer = open(server.url, namespace)
  })

  afterEach(async () => {
    admin.disconnect()
    await proxy.close()
    await server.stop()
  })

  const faults: Record<string, { begin: () => unknown; end: () => unknown }> = {
    'nothing is told any more, on a connection that stays': {
      begin: () => {
        proxy.holdReplies('subscribers')
      },
      end: () => {
        proxy.resume()
      },
    },
    'both connections are silent': {
      begin: () => {
        proxy.pause()
      },
      end: () => {
        proxy.resume()
      },
    },
    'both connections are cut': { begin: () => proxy.cut(), end: () => proxy.restore() },
    'the connection that tells is killed': {
      begin: () => admin.client('KILL', 'TYPE', 'pubsub'),
      end: () => undefined,
    },
    'the connection that reads is killed': {
      begin: () => admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
      end: () => undefined,
    },
  }

  test.each(Object.entries(faults))('%s', async (_, fault) => {
    const before = await kept(store)
    expect(await read(writer)).toBe(before)
    await fault.begin()
    await bump(writer)
    await ended(store)
    await fault.end()
    const after = await kept(store)
    expect(after).not.toBe(before)
    expect(after).toBe(await read(writer))
  })

  test('while nothing is told, tokens are read from Redis', async () => {
    const before = await kept(store)
    proxy.holdReplies('subscribers')
    await writer.bump(user)
    await ended(store)
    const after = await read(store)
    expect(after).not.toBe(before)
    expect(after).toBe(await read(writer))
  })

  test('Redis is frozen', async () => {
    const before = await kept(store)
    await server.kill('SIGSTOP')
    await ended(store)
    expect(await read(store)).toBeUndefined()
    await server.kill('SIGCONT')
    await bump(writer)
    await eventually(async () => (await kept(store)) !== before)
    expect(await kept(store)).toBe(await read(writer))
  })

  test('Redis is killed, and comes back from an old snapshot', async () => {
    const before = await kept(store)
    await admin.save()
    await server.kill('SIGKILL')
    await ended(store)
    server = await startRedis({ port: server.port, dir: server.dir })
    expect(await kept(store)).not.toBe(before)
    expect(await kept(store)).toBe(await read(writer))
  })

  test('Redis loses everything, and goes on', async () => {
    const before = await kept(store)
    await admin.flushall()
    await ended(store)
    expect(await kept(store)).not.toBe(before)
  })
})

describe('two servers that replicate', () => {
  let one: ReplicatingRedis
  let other: ReplicatingRedis
  let address: VirtualAddress

  beforeEach(async () => {
    ;[one, other] = await Promise.all([ReplicatingRedis.start(), ReplicatingRedis.start()])
    await other.follow(one)
    address = await startVirtualAddress(one.server.url)
  })

  afterEach(async () => {
    address.close()
    await Promise.all([one.stop(), other.stop()])
  })

  test.each(['are cut', 'stay'])('a failover ends them, when connections %s', async (when) => {
    const namespace = uniqueNamespace()
    const store = open(address.url, namespace)
    const before = await kept(store)
    await other.promote()
    address.moveTo(other.server.url)
    // The demoted server tells of nothing that changes from now on.
    await one.losesItsMaster()
    if (when === 'are cut') await one.cutConnections()
    const writer = open(other.server.url, namespace)
    await bump(writer)
    await ended(store)
    await eventually(async () => (await kept(store)) === (await read(writer)), { deadlineMs: 15_000 })
    expect(await read(writer)).not.toBe(before)
  })
})
