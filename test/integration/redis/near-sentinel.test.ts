import type { Redis, RedisOptions } from 'ioredis'
import { RedisTokenStore } from '../../../src'
import { expectWarnings } from '../../support/harness/warnings/expect-warnings'
import { outages } from '../../support/harness/warnings/expected'
import { connectRedis, uniqueNamespace } from '../../support/redis/redis'
import { ReplicatingRedis } from '../../support/redis/replicating-redis'
import type { Server } from '../../support/servers/server'
import { MASTER_NAME, startSentinel } from '../../support/servers/start-sentinel'
import { eventually } from '../../support/waiting/eventually'

expectWarnings(outages)

// Tokens that a process keeps, while Sentinel replaces the master that tells of their changes.

const user = ['alkey:users#1']
const PATIENCE = { deadlineMs: 20_000 }

describe('two servers and a Sentinel', () => {
  let namespace: string
  let master: ReplicatingRedis
  let replica: ReplicatingRedis
  let sentinel: Server
  let asking: Redis
  const opened: RedisTokenStore[] = []

  beforeEach(async () => {
    namespace = uniqueNamespace()
    ;[master, replica] = await Promise.all([ReplicatingRedis.start(), ReplicatingRedis.start()])
    await replica.follow(master)
    sentinel = await startSentinel(master.server.port)
    asking = await connectRedis(sentinel.url)
    // Otherwise it looks at them every 10 seconds. Redis 6 doesn't take it.
    await ask('debug', 'info-period', '100').catch(() => undefined)
    await eventually(async () => ((await ask('replicas', MASTER_NAME)) as unknown[]).length === 1, PATIENCE)
  })

  afterEach(async () => {
    await closeAll()
    asking.disconnect()
    await sentinel.stop()
    await Promise.all([master.stop(), replica.stop()])
  })

  function open(more: { nearCache?: { maxStalenessMs: number } } = {}): RedisTokenStore {
    const redis: RedisOptions = {
      sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
      name: MASTER_NAME,
      connectionName: namespace,
    }
    const store = new RedisTokenStore({ redis, namespace, ...more })
    opened.push(store)
    return store
  }

  const closeAll = (): Promise<unknown> => Promise.all(opened.splice(0).map((store) => store.close()))

  const ask = (...words: string[]): Promise<unknown> => asking.call('SENTINEL', ...words)

  /** How many connections the stores have to a server. */
  const connectionsTo = async ({ admin }: ReplicatingRedis): Promise<number> =>
    ((await admin.client('LIST')) as string).split('\n').filter((line) => line.includes(`name=${namespace}`)).length

  const clientsOfSentinel = async (): Promise<number> =>
    ((await asking.client('LIST')) as string).trim().split('\n').length

  /** What the store has in the process, as text. */
  const found = (store: RedisTokenStore): string | undefined => textOf(store.near?.find(user))
  const read = async (store: RedisTokenStore): Promise<string | undefined> =>
    textOf(await store.read(user).catch(() => undefined))

  /** Reads until what is read is kept. */
  async function kept(store: RedisTokenStore): Promise<string> {
    await eventually(async () => {
      found(store)
      await read(store)
      return found(store) !== undefined
    }, PATIENCE)
    return found(store) as string
  }

  /** By a writer that may have to find the new master. */
  const bump = (writer: RedisTokenStore): Promise<void> => eventually(() => writer.bump(user), PATIENCE)

  const failovers: Record<string, () => unknown> = {
    'is killed': () => master.server.kill('SIGKILL'),
    // It goes on, and becomes a replica of the other.
    'is replaced': async () => {
      await eventually(() => ask('failover', MASTER_NAME), PATIENCE)
      await eventually(async () => (await master.admin.role())[0] === 'slave', PATIENCE)
    },
    'is frozen': () => master.server.kill('SIGSTOP'),
  }

  test.each(Object.entries(failovers))('a master that %s tells of nothing, the next one of all', async (_, fail) => {
    const maxStalenessMs = 200
    const [store, writer] = [open({ nearCache: { maxStalenessMs } }), open()]
    const before = await kept(store)
    await eventually(() => replica.hasTokens())

    const old: number[] = []
    const watching = setInterval(() => {
      const at = performance.now()
      if (found(store) === before) old.push(at)
    })
    await fail()
    await bump(writer)
    const bumpedAt = performance.now()
    await eventually(() => performance.now() > bumpedAt + 2 * maxStalenessMs)
    clearInterval(watching)
    expect(old.filter((at) => at > bumpedAt + maxStalenessMs)).toEqual([])

    const after = await kept(store)
    expect(after).not.toBe(before)
    expect(after).toBe(await read(writer))

    // Nothing but news of it ends what is kept, as long as the server answers.
    await bump(writer)
    await eventually(() => found(store) !== after)
    await eventually(async () => (await kept(store)) === (await read(writer)), PATIENCE)
  })

  test('connections come back as many as they were, and none stays when the store is closed', async () => {
    const asked = await clientsOfSentinel()
    const [store, writer] = [open({ nearCache: { maxStalenessMs: 200 } }), open()]
    await Promise.all([kept(store), writer.read(user)])
    expect(await connectionsTo(master)).toBe(3)

    await master.server.kill('SIGKILL')
    await bump(writer)
    await kept(store)
    await eventually(async () => (await connectionsTo(replica)) === 3, PATIENCE)
    // Who knows the master asks no more.
    await eventually(async () => (await clientsOfSentinel()) === asked)

    await closeAll()
    await eventually(async () => (await connectionsTo(replica)) === 0)
    expect(await clientsOfSentinel()).toBe(asked)
  })

  test('a store that is closed while there is no master leaves no connection behind', async () => {
    const asked = await clientsOfSentinel()
    const store = open({ nearCache: { maxStalenessMs: 200 } })
    await kept(store)
    await master.server.kill('SIGKILL')
    await eventually(() => found(store) === undefined)
    await closeAll()
    await eventually(
      async () => ((await ask('master', MASTER_NAME)) as string[]).includes(String(replica.server.port)),
      PATIENCE,
    )
    expect(await connectionsTo(replica)).toBe(0)
    await eventually(async () => (await clientsOfSentinel()) === asked)
  })
})

function textOf(reading: Awaited<ReturnType<RedisTokenStore['read']>> | undefined): string | undefined {
  return reading && `${reading.generation}/${reading.tokens.join('/')}`
}
