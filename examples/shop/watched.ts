import { type Alkey, GLOBAL, type KeyPart, ref } from 'typeorm-alkey'
import { Category, Customer, Order, OrderLine, Product } from './entities'

/** What a cached value could be made of, by the names that the output uses. */
export const watched = {
  'customer 1': ref(Customer, 1),
  'customer 2': ref(Customer, 2),
  'order 1': ref(Order, 1),
  'order 2': ref(Order, 2),
  'order 1, line 1': ref(OrderLine, { orderId: 1, line: 1 }),
  'order 1, line 2': ref(OrderLine, { orderId: 1, line: 2 }),
  'product 1': ref(Product, 1),
  'product 2': ref(Product, 2),
  'category 1': ref(Category, 1),
  'category 2': ref(Category, 2),
  'all customers': Customer,
  'all products': Product,
  anything: GLOBAL,
} satisfies Record<string, KeyPart>

export type Watched = keyof typeof watched

/** What became of a key. */
export type Fate = 'changed' | 'same'

/** Takes the keys before and after `work` and compares them. */
export async function fatesOf(
  alkey: Alkey,
  names: readonly Watched[],
  work: () => Promise<unknown>,
): Promise<Map<Watched, Fate>> {
  const keysNow = (): Promise<string[]> => Promise.all(names.map((name) => keyOf(alkey, name)))
  const before = await keysNow()
  await work()
  const after = await keysNow()
  return new Map(names.map((name, i) => [name, before[i] === after[i] ? 'same' : 'changed']))
}

async function keyOf(alkey: Alkey, name: Watched): Promise<string> {
  const key = await alkey.keyGenerator(watched[name])
  // Every such key is another one, so comparing it would tell nothing.
  if (!alkey.isCacheable(key)) throw new Error(`There is no key for ${name} now.`)
  return key
}
