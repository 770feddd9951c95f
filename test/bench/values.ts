import { Redis } from 'ioredis'
import { Alkey } from '../../src'
import { startRedis } from '../support/servers/start-redis'
import { ratiosToFirst } from './rounds'
import { time } from './time'

// What a value costs that is found, against the floor: one GET and JSON.parse without the library, on the same server, in
// the same round. The floor is measured twice: the control shows the noise. `remember` keeps its value in Redis, `local` in
// the process as well, with a copy for each caller, `shared` with one for all.

const ROUNDS = 15
const CALLERS = 64

const value = {
  id: 1,
  name: 'Ann',
  orders: Array.from({ length: 20 }, (_, id) => ({ id, note: `order ${id}`, at: '2026-01-01T00:00:00.000Z' })),
}

async function main(): Promise<void> {
  const server = await startRedis()
  const redis = new Redis(server.url)
  const options = { redis, namespace: 'bench', schemaVersion: '1' }
  const alkey = new Alkey(options)
  const near = new Alkey({ ...options, localValues: { maxBytes: 2 ** 20 } })
  await redis.set('floor', JSON.stringify(value))
  const get = async (): Promise<unknown> => JSON.parse((await redis.get('floor')) as string)
  console.log(`median of ${ROUNDS} rounds, against GET and JSON.parse of ${JSON.stringify(value).length} characters`)
  for (const count of [1, 3, 10]) {
    const parts = Array.from({ length: count }, (_, i) => `alkey:users#${i}`)
    const variants = {
      control: get,
      remember: () => alkey.remember([...parts, 'page'], () => value),
      local: () => near.remember([...parts, 'page'], () => value),
      shared: () => near.remember([...parts, 'page'], () => value, { shared: true }),
    }
    for (const variant of Object.values(variants)) await variant()
    for (const callers of [1, CALLERS]) {
      const timed = (call: () => Promise<unknown>) => () => time(call, callers)
      const ratios = await ratiosToFirst(
        {
          floor: timed(get),
          control: timed(variants.control),
          remember: timed(variants.remember),
          local: timed(variants.local),
          shared: timed(variants.shared),
        },
        ROUNDS,
      )
      const names = ['control', 'remember', 'local', 'shared'] as const
      const shown = names.map((name) => `${name} x${ratios[name].toFixed(2)}`)
      console.log(`${String(count).padStart(2)} rows, ${String(callers).padStart(2)} callers: ${shown.join(', ')}`)
    }
  }
  await Promise.all([alkey.close(), near.close()])
  await redis.quit()
  await server.stop()
}

void main()
