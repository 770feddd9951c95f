import { Redis } from 'ioredis'
import { Alkey } from '../../src'
import type { Bench } from './bench'
import { sampleValue } from './sample-value'

/** The bytes that Redis needs, by `MEMORY USAGE`: for a token, and for a value, to its JSON stored without the library. */
export async function memory({ servers, print }: Bench): Promise<void> {
  const redis = new Redis(await servers.redis())
  const alkey = new Alkey({ redis, namespace: 'bench', schemaVersion: '1' })
  const bytesOf = async (key: string): Promise<number> => (await redis.memory('USAGE', key)) ?? NaN
  await alkey.keyGenerator('alkey:users#1')
  const token = '{bench}:alkey:users#1'
  print(`a token: ${await bytesOf(token)} bytes, with its name of ${token.length} characters`)
  for (const value of [
    { id: 1, name: 'Ann' },
    sampleValue,
    Array.from({ length: 10 }, (_, id) => structuredClone({ ...sampleValue, id })),
  ]) {
    const json = JSON.stringify(value)
    const before = new Set(await redis.keys('bench:value:*'))
    await alkey.remember(['alkey:users#1', 'value', json.length], () => value)
    const key = (await redis.keys('bench:value:*')).find((one) => !before.has(one)) ?? ''
    // Under a name of the same length, which expires as well: what is left is the text's own.
    const plain = key.replace('bench', 'plain')
    await redis.set(plain, json, 'PX', 3_600_000)
    const [stored, floor] = [await bytesOf(key), await bytesOf(plain)]
    const [text, plainText] = [await redis.strlen(key), Buffer.byteLength(json)]
    print(
      `a value of ${plainText} bytes of JSON: ${text} bytes of text, x${(text / plainText).toFixed(2)}, ` +
        `with the name and all else x${(stored / floor).toFixed(2)} (${stored} bytes, plain ${floor})`,
    )
  }
  await alkey.close()
  await redis.quit()
}
