import { Redis } from 'ioredis'
import { Alkey } from '../../src'
import { startRedis } from '../support/servers/start-redis'
import { ratiosToFirst } from './rounds'
import { time } from './time'

// What a value costs that is found, against the floor: one GET and JSON.parse without the library, on the same server,
// in the same round. `remember` reads the tokens first, so it makes two trips. `JSON` has it keep the value as the floor does.

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
  const alkey = new Alkey({ redis, namespace: 'bench' })
  await redis.set('floor', JSON.stringify(value))
  const get = async (): Promise<unknown> => JSON.parse((await redis.get('floor')) as string)
  console.log(`median of ${ROUNDS} rounds, against GET and JSON.parse of ${JSON.stringify(value).length} characters`)
  for (const count of [1, 3, 10]) {
    const parts = Array.from({ length: count }, (_, i) => `alkey:users#${i}`)
    const hit = (): Promise<unknown> => alkey.remember([...parts, 'default'], () => value)
    const json = (): Promise<unknown> => alkey.remember([...parts, 'json'], () => value, { serializer: JSON })
    await Promise.all([hit(), json()])
    for (const callers of [1, CALLERS]) {
      const timed = (call: () => Promise<unknown>) => () => time(call, callers)
      const ratios = await ratiosToFirst(
        { floor: timed(get), control: timed(get), remember: timed(hit), json: timed(json) },
        ROUNDS,
      )
      const shown = (['control', 'remember', 'json'] as const).map((name) => `${name} x${ratios[name].toFixed(2)}`)
      console.log(`${String(count).padStart(2)} rows, ${String(callers).padStart(2)} callers: ${shown.join(', ')}`)
    }
  }
  await alkey.close()
  await redis.quit()
  await server.stop()
}

void main()
