// The types of values with the options that change what a caller gets.
import type { Alkey, Frozen, Plain, RememberOptions } from 'typeorm-alkey'
import { exactly } from './exactly'

class Money {
  readonly #secret = 1
  constructor(readonly cents: bigint) {}
  get euros(): number {
    return Number(this.cents) / this.#secret
  }
  plus(other: Money): Money {
    return new Money(this.cents + other.cents)
  }
}

type Sku = string & { readonly brand: 'sku' }

class Cart {
  id!: number
  sku!: Sku
  total!: Money
  paidAt!: Date | null
  prices!: Map<string, Money>
  labels!: Set<string>
  bytes!: Buffer
  parent?: Cart
  lines!: { price: Money; place: [number, Money] }[]
  owner!: Promise<Cart>
  extra: unknown
  clear(): void {
    this.lines = []
  }
  later?(): void
}

const load = (): Promise<Cart> => Promise.resolve(new Cart())

export async function shared(alkey: Alkey): Promise<void> {
  const cart = await alkey.remember(['cart'], load, { shared: true, ttl: '1m' })
  exactly<number>()(cart.id)
  exactly<Sku>()(cart.sku)
  exactly<Date | null>()(cart.paidAt)
  exactly<ReadonlySet<string>>()(cart.labels)
  exactly<Money>()(cart.total.plus(new Money(1n)))
  exactly<bigint | undefined>()(cart.prices.get('a')?.cents)
  exactly<Cart['owner']>()(cart.owner)
  exactly<unknown>()(cart.extra)
  cart.clear()
  // @ts-expect-error -- nothing in it can be written
  cart.id = 2
  // @ts-expect-error -- however deep
  cart.lines[0].place[0] = 1
  // @ts-expect-error -- nor can anything be added
  exactly<unknown>()(cart.lines.push)
  // @ts-expect-error -- to a map neither
  exactly<unknown>()(cart.prices.delete)
  const list = await alkey.remember(['carts'], async () => [await load()], { shared: true })
  // @ts-expect-error -- a list is one to read
  exactly<unknown>()(list.push)
  exactly<number>()(await alkey.remember(['count'], () => 5, { shared: true }))
  exactly<string | null>()(await alkey.remember(['name'], (): string | null => null, { shared: true }))
}

export async function plain(alkey: Alkey): Promise<void> {
  const cart = await alkey.remember(['cart'], load, { plain: true })
  cart.id = 2
  exactly<Sku>()(cart.sku)
  exactly<bigint>()(cart.total.cents)
  exactly<Date | null>()(cart.paidAt)
  exactly<Buffer>()(cart.bytes)
  exactly<Set<string>>()(cart.labels)
  exactly<bigint | undefined>()(cart.parent?.parent?.total.cents)
  exactly<number>()(cart.lines.map(({ place: [count, price] }) => count * Number(price.cents))[0] ?? 0)
  exactly<unknown>()(cart.extra)
  // @ts-expect-error -- it has no methods
  exactly<unknown>()(cart.clear)
  // @ts-expect-error -- nor one that may be missing
  exactly<unknown>()(cart.later)
  // @ts-expect-error -- however deep
  exactly<unknown>()(cart.prices.get('a')?.plus)
  exactly<number[]>()(await alkey.remember(['count'], () => [5], { plain: true }))
}

export async function both(alkey: Alkey): Promise<void> {
  const cart = await alkey.remember(['cart'], load, { plain: true, shared: true })
  exactly<bigint>()(cart.total.cents)
  // @ts-expect-error -- it has no methods
  exactly<unknown>()(cart.clear)
  // @ts-expect-error -- nothing in it can be written
  cart.total.cents = 1n
}

export async function neither(alkey: Alkey, options: RememberOptions): Promise<void> {
  exactly<Cart>()(await alkey.remember(['cart'], load, { plain: false, shared: false }))
  exactly<Cart>()(await alkey.remember<Cart>(['cart'], load))
  const known = await alkey.remember<Cart | null>(['cart'], load, options)
  known?.clear()
  // @ts-expect-error -- no such option, whatever else is given
  await alkey.remember(['cart'], load, { shared: true, timeToLive: 1 })
}

/** As in a helper of the application. */
export function helper<Value>(alkey: Alkey, from: () => Promise<Value>): Promise<readonly [Value, Frozen<Value>]> {
  return Promise.all([alkey.remember(['a'], from), alkey.remember(['b'], from, { shared: true })])
}

export function named(cart: Cart): readonly [Frozen<Cart>, Plain<Cart>] {
  return [cart, cart]
}
