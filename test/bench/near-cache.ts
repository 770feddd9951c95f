import { Redis } from 'ioredis'
import { Alkey, type KeyPart, ref } from '../../src'
import { startRedis } from '../support/servers/start-redis'
import { eventually } from '../support/waiting/eventually'
import { ratiosToFirst } from './rounds'
import { CALLS, time } from './time'

// What keys and hits cost with the option `nearCache`, against an MGET of as many tokens without the library, on the same server,
// in the same round. The floor is measured twice: the control shows the noise. `same`: nothing has changed since the key was made
// last. `other`: something else has, so its tokens are looked up again. `hit`: `remember` with `localValues` and `shared`.

const ROUNDS = 15
const CALLERS = 64

async function main(): Promise<void> {
  const server = await startRedis()
  const redis = new Redis(server.url)
  const alkey = new Alkey({
    redis,
    namespace: 'bench',
    schemaVersion: '1',
    localValues: { maxBytes: 2 ** 20 },
    nearCache: { maxStalenessMs: 60_000 },
  })
  console.log(`median of ${ROUNDS} rounds, against a bare MGET of as many tokens; the control is the MGET once more`)
  for (const count of [1, 3, 10, 50]) {
    const identifiers = Array.from({ length: count }, (_, i) => `alkey:users#${i}`)
    const keys = ['{bench}:epoch', '{bench}:alkey:users#~', ...identifiers.map((identifier) => `{bench}:${identifier}`)]
    const mget = (): Promise<unknown> => redis.mget(keys)
    const pages = Array.from({ length: CALLS }, (_, page) => [...identifiers, page])
    let page = 0
    const variants = {
      floor: mget,
      control: mget,
      same: () => alkey.keyGenerator(...identifiers),
      other: () => alkey.keyGenerator(...(pages[++page % CALLS] as KeyPart[])),
      hit: () => alkey.remember([...identifiers, 'page'], () => ({ id: 1 }), { shared: true }),
    }
    await eventually(async () => (await alkey.keyGenerator.explain(...identifiers)).isNear === true)
    await variants.hit()
    for (const callers of [1, CALLERS]) {
      const timed = (call: () => Promise<unknown>) => () => time(call, callers)
      const ratios = await ratiosToFirst(
        {
          floor: timed(variants.floor),
          control: timed(variants.control),
          same: timed(variants.same),
          other: async () => {
            await alkey.invalidate(ref('orders', 1))
            return time(variants.other, callers)
          },
          hit: timed(variants.hit),
        },
        ROUNDS,
      )
      const names = ['control', 'same', 'other', 'hit'] as const
      const shown = names.map((name) => `${name} x${ratios[name].toFixed(3)}`)
      console.log(`${String(count).padStart(2)} rows, ${String(callers).padStart(2)} callers: ${shown.join(', ')}`)
    }
  }
  await alkey.close()
  await redis.quit()
  await server.stop()
}

void main()
