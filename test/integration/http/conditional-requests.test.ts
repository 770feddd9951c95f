import { ref } from '../../../src'
import type { Attached } from '../../support/attached/attached'
import { useAttachedShop } from '../../support/attached/attached-shop'
import { Customer, Order, OrderLine, Product } from '../../support/entities/shop'
import { ask } from '../../support/http/client'
import { frameworks } from '../../support/http/frameworks'
import type { Asked, Route, Serving } from '../../support/http/route'

let shop: Attached
useAttachedShop((attached) => (shop = attached))

let runs = 0

/** An order with its lines and their products: the price is in a value that is cached by itself. */
async function orderPage({ id }: Asked): Promise<{ body: unknown }> {
  runs++
  const { manager } = shop.dataSource
  const order = await manager.findOneBy(Order, { id })
  const lines = await manager.findBy(OrderLine, { orderId: id })
  const prices = await shop.alkey.computed(['prices', id], () =>
    manager.findBy(Product, { id: lines[0]?.productId ?? 0 }),
  )
  return { body: { order, lines, prices } }
}

const routes: readonly Route[] = [
  { name: 'found', handle: orderPage },
  { name: 'named', parts: (id) => [ref(Order, id), OrderLine, Product], handle: orderPage },
]

const writes: Readonly<Record<string, (shop: Attached) => Promise<unknown>>> = {
  'save()': ({ dataSource: { manager } }) => manager.save(Order, { id: 1, note: 'new' }),
  'a bulk update': ({ dataSource: { manager } }) => manager.update(OrderLine, { quantity: 1 }, { quantity: 2 }),
  'raw SQL': ({ dataSource }) => dataSource.query("UPDATE orders SET note = 'raw'"),
  'a cascade': async ({ dataSource: { manager } }) => {
    // A customer is saved, and with it an order.
    await manager.save(Customer, { id: 1, email: 'ann@example.org', orders: [{ id: 1, note: 'cascaded' }] })
  },
  'a change in a value within': ({ dataSource: { manager } }) => manager.update(Product, 1, { price: 7 }),
}

describe.each(frameworks)('%s', (_, framework) => {
  let serving: Serving
  beforeAll(async () => {
    serving = await framework(shop.alkey, routes)
  })
  afterAll(() => serving.close())
  beforeEach(() => (runs = 0))

  test.each(['found', 'named'])(
    'a response has an ETag until something changes that it is made of (%s)',
    async (name) => {
      const url = `${serving.url}/${name}/1`
      const vary = 'authorization, cookie'
      let { etag } = await ask(url)
      expect(etag).toMatch(/^W\/"[\w-]{43}"$/)
      const notModified = { status: 304, etag, cacheControl: 'private, no-cache', vary, body: '' }
      expect(await ask(url, etag)).toEqual(notModified)
      expect(await ask(url, `"other", ${String(etag).slice(2)}`)).toEqual(notModified)
      expect((await ask(url, etag, { method: 'HEAD' })).status).toBe(304)
      expect(runs).toBe(1)
      expect(await ask(url, '"other"')).toMatchObject({ status: 200, etag, cacheControl: 'private, no-cache', vary })
      for (const [write, change] of Object.entries(writes)) {
        await change(shop)
        const changed = await ask(url, etag)
        expect({ write, status: changed.status, isOther: changed.etag !== etag }).toEqual({
          write,
          status: 200,
          isOther: true,
        })
        etag = changed.etag
        expect((await ask(url, etag)).status).toBe(304)
      }
      await shop.dataSource.manager.update(Customer, 2, { name: 'no matter' })
      expect((await ask(url, etag)).status).toBe(304)
    },
  )
})
