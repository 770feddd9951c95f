import { join } from 'node:path'
import type { Redis } from 'ioredis'
import type { RememberOptions } from '../../../src'
import { type Child, startChild } from '../../support/processes/child-process'
import { connectRedis, uniqueNamespace } from '../../support/redis/redis'
import { sharedUrl } from '../../support/servers/shared-url'
import { eventually } from '../../support/waiting/eventually'
import type * as loader from './processes/loader'

// A hundred callers in four processes, and one value that nobody has.

const PROCESSES = 4
const CALLERS = 25

let redis: Redis
let namespace: string
let children: Child<typeof loader>[]

beforeAll(async () => {
  redis = await connectRedis()
  const start = (): Promise<Child<typeof loader>> => startChild(join(__dirname, 'processes', 'loader.ts'))
  children = await Promise.all(Array.from({ length: PROCESSES }, start))
}, 120_000)

afterAll(async () => {
  await Promise.all(children.map((child) => child.kill()))
  await redis.quit()
})

beforeEach(async () => {
  namespace = uniqueNamespace()
  await Promise.all(children.map((child) => child.call('open', sharedUrl('REDIS_URL'), namespace)))
})

const mark = (): string => `${namespace}:loads`
const loads = async (): Promise<number> => Number(await redis.get(mark()))
const letLoadsEnd = (): Promise<unknown> => redis.set(`${mark()}:go`, '1', 'PX', 60_000)
const askAll = (options: RememberOptions): Promise<number[]>[] =>
  children.map((child) => child.call('ask', CALLERS, options))

test('without a lock each process loads once', async () => {
  const asked = askAll({})
  await eventually(async () => {
    expect(await loads()).toBe(PROCESSES)
    // Who looks later may find what another process has stored.
    const missed = await Promise.all(children.map((child) => child.call('missed')))
    expect(missed).toEqual(missed.map(() => CALLERS))
  })
  await letLoadsEnd()
  for (const values of await Promise.all(asked)) expect(values).toHaveLength(1)
  expect(await loads()).toBe(PROCESSES)
})

test('with a lock one of all processes loads', async () => {
  const asked = askAll({ lock: true })
  await eventually(async () => {
    expect(await loads()).toBe(1)
  })
  await letLoadsEnd()
  expect(await Promise.all(asked)).toEqual(Array(PROCESSES).fill([1]))
  expect(await loads()).toBe(1)
  expect(await redis.keys(`${namespace}:lock:*`)).toEqual([])
})

test('one that loads for ever holds up nobody for longer than two leases', async () => {
  const asked = askAll({ lock: { leaseMs: 200 } })
  await eventually(async () => {
    expect(await loads()).toBe(PROCESSES * CALLERS)
  })
  await letLoadsEnd()
  await Promise.all(asked)
})

test('when the process that loads is killed, one of the others does, and the rest waits for it', async () => {
  const [first, ...others] = children as [Child<typeof loader>, ...Child<typeof loader>[]]
  const lost = first.call('ask', CALLERS, { lock: { leaseMs: 2_000 } })
  await eventually(async () => {
    expect(await loads()).toBe(1)
  })
  const asked = others.map((child) => child.call('ask', CALLERS, { lock: { leaseMs: 2_000 } }))
  await first.kill()
  await expect(lost).rejects.toThrow(/SIGKILL/)
  await eventually(async () => {
    expect(await loads()).toBe(2)
  })
  await letLoadsEnd()
  expect(await Promise.all(asked)).toEqual(others.map(() => [2]))
  expect(await loads()).toBe(2)
})
