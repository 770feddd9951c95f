import { Redis } from 'ioredis'
import { Alkey } from '../../src'
import { startRedis } from '../support/servers/start-redis'
import { ratiosToFirst } from './rounds'
import { time } from './time'

// How long a key takes when all its tokens exist, against the floor: the same MGET without the library, on the same
// server, in the same round. The floor is measured twice; the second one shows the noise.

const ROUNDS = 15
const CALLERS = 64

type Variant = 'floor' | 'control' | 'keyGenerator'

async function main(): Promise<void> {
  const server = await startRedis()
  const redis = new Redis(server.url)
  const alkey = new Alkey({ redis, namespace: 'bench', schemaVersion: '1' })
  console.log(`median of ${ROUNDS} rounds, against a bare MGET of as many tokens; the control is the MGET once more`)
  for (const count of [1, 3, 10, 50]) {
    const identifiers = Array.from({ length: count }, (_, i) => `alkey:users#${i}`)
    const keys = identifiers.flatMap((identifier) => [`{bench}:${identifier}`])
    await alkey.keyGenerator(...identifiers)
    const variants = {
      floor: () => redis.mget('{bench}:epoch', '{bench}:alkey:users#~', ...keys),
      control: () => redis.mget('{bench}:epoch', '{bench}:alkey:users#~', ...keys),
      keyGenerator: () => alkey.keyGenerator(...identifiers),
    }
    const [sequential, concurrent] = [await compare(variants, 1), await compare(variants, CALLERS)]
    console.log(
      `${String(count).padStart(2)} rows   one caller: control x${sequential.control}, key x${sequential.keyGenerator}` +
        `   ${CALLERS} callers: control x${concurrent.control}, key x${concurrent.keyGenerator}`,
    )
  }
  await alkey.close()
  await redis.quit()
  await server.stop()
}

async function compare(
  variants: Record<Variant, () => Promise<unknown>>,
  callers: number,
): Promise<Record<Variant, string>> {
  const timed = (name: Variant) => () => time(variants[name], callers)
  const ratios = await ratiosToFirst(
    { floor: timed('floor'), control: timed('control'), keyGenerator: timed('keyGenerator') },
    ROUNDS,
  )
  return {
    floor: ratios.floor.toFixed(2),
    control: ratios.control.toFixed(2),
    keyGenerator: ratios.keyGenerator.toFixed(2),
  }
}

void main()
