import { Redis } from 'ioredis'
import { Alkey } from '../../src'
import { startRedis } from '../support/servers/start-redis'

// How long a key takes when all its tokens exist, against the floor: the same MGET without the library, on the same
// server, in the same round. The floor is measured twice; the second one shows the noise.

const ROUNDS = 15
const CALLS = 400
const CALLERS = 64

type Variant = 'floor' | 'control' | 'keyGenerator'

async function main(): Promise<void> {
  const server = await startRedis()
  const redis = new Redis(server.url)
  const alkey = new Alkey({ redis, namespace: 'bench' })
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

/** The median over rounds of each variant's time divided by the floor's in the same round. */
async function compare(
  variants: Record<Variant, () => Promise<unknown>>,
  callers: number,
): Promise<Record<Variant, string>> {
  const names = Object.keys(variants) as Variant[]
  const ratios = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = 0; round < ROUNDS; round++) {
    const times = new Map<string, number>()
    // Another one goes first each time.
    for (const i of names.keys()) {
      const name = names[(i + round) % names.length] as Variant
      times.set(name, await time(variants[name], callers))
    }
    for (const name of names) ratios.get(name)?.push((times.get(name) as number) / (times.get('floor') as number))
  }
  return Object.fromEntries(names.map((name) => [name, median(ratios.get(name) as number[]).toFixed(2)])) as Record<
    Variant,
    string
  >
}

async function time(call: () => Promise<unknown>, callers: number): Promise<number> {
  const begin = process.hrtime.bigint()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let i = 0; i < CALLS / callers; i++) await call()
    }),
  )
  return Number(process.hrtime.bigint() - begin)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number
}

void main()
