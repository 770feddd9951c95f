import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { RedisTokenStore } from '../../src'
import { connectRedis, uniqueNamespace } from '../support/redis/redis'
import type { Server } from '../support/servers/server'
import { startRedis } from '../support/servers/start-redis'
import { type TcpProxy, startTcpProxy } from '../support/servers/tcp-proxy'
import { eventually } from '../support/waiting/eventually'

/** `npm run test:soak` has many more. */
const BUMPS = Number(process.env['ALKEY_BUMPS'] ?? 3_000)
const BUMPS_PER_FAULT = 150
const MAX_STALENESS_MS = 50

const identifiers = Array.from({ length: 20 }, (_, id) => `alkey:users#${id}`)

let server: Server
let admin: Redis
let proxy: TcpProxy
let reader: RedisTokenStore
let writer: RedisTokenStore

beforeAll(async () => {
  server = await startRedis()
  admin = await connectRedis(server.url)
  proxy = await startTcpProxy(server.url)
  const namespace = uniqueNamespace()
  const nearCache = { maxStalenessMs: MAX_STALENESS_MS }
  reader = new RedisTokenStore({ redis: proxy.url, namespace, deadlineMs: 300, nearCache })
  writer = new RedisTokenStore({ redis: server.url, namespace, deadlineMs: 10_000 })
})

afterAll(async () => {
  await Promise.all([reader.close(), writer.close()])
  admin.disconnect()
  await proxy.close()
  await server.stop()
})

const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)] as Item

const faults: readonly (() => unknown)[] = [
  () => {
    proxy.holdReplies('subscribers')
  },
  () => {
    proxy.holdReplies('others')
  },
  () => {
    proxy.pause()
  },
  () => {
    proxy.slowDown(5)
  },
  () => proxy.cut(),
  () => admin.client('KILL', 'TYPE', 'pubsub'),
  () => admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
]

test(
  `in ${BUMPS} changes, with faults between them, no token in the process is older than the bound`,
  async () => {
    /** When the bump of a token, or the flush of a generation, was acknowledged. */
    const replacedAt = new Map<string, number>()
    const seen = { near: 0, stale: 0, worstMs: 0 }
    let isOver = false

    const look = (): void => {
      const some = identifiers.filter(() => Math.random() < 0.2)
      const reading = reader.near?.find(some)
      const now = performance.now()
      if (!reading) {
        reader.read(some).catch(() => undefined)
        return
      }
      for (const text of [reading.generation, ...(reading.tokens as string[])]) {
        seen.near++
        const ageMs = now - (replacedAt.get(text) ?? now)
        if (ageMs > 0) seen.stale++
        seen.worstMs = Math.max(seen.worstMs, ageMs)
      }
    }
    const readAll = async (): Promise<void> => {
      while (!isOver) {
        look()
        await nextTurn()
      }
    }
    const change = async (): Promise<void> => {
      const some = identifiers.filter(() => Math.random() < 0.1)
      // The other connection may have been killed.
      await eventually(async () => {
        const { generation, tokens } = await writer.read(some)
        const isFlush = Math.random() < 0.02
        await (isFlush ? writer.flush() : writer.bump(some))
        const now = performance.now()
        for (const text of isFlush ? [generation] : (tokens as string[])) replacedAt.set(text, now)
      })
    }

    const reading = readAll()
    // A slow machine reads less often between two changes.
    for (let i = 1; i <= BUMPS || seen.near < BUMPS; i++) {
      await change()
      if (i % BUMPS_PER_FAULT === 0) await pick(faults)()
      if (i % BUMPS_PER_FAULT === BUMPS_PER_FAULT - 10) await proxy.restore()
    }
    await proxy.restore()
    isOver = true
    await reading
    await eventually(async () => {
      look()
      const [near, now] = [reader.near?.find(identifiers), await writer.read(identifiers)]
      if (!near) await reader.read(identifiers)
      expect(near).toMatchObject(now)
    })
    expect(seen.worstMs).toBeLessThanOrEqual(MAX_STALENESS_MS)
  },
  60_000 + BUMPS * 20,
)
