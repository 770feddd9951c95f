import type { Alkey } from '../../../src'
import { found } from './found-queries'

/** A cached read must give what the database does. @returns whether it was found */
export async function reading(alkey: Alkey, read: (cache: boolean) => Promise<unknown>): Promise<string> {
  let answer: unknown
  const how = await found(alkey, async () => (answer = await read(true)))
  expect(answer).toEqual(await read(false))
  return how
}
