import type { EntityManager } from 'typeorm'
import { Category, Customer, Product, Review } from './entities'
import type { Pages } from './pages'

export interface Shop {
  readonly manager: EntityManager
  readonly pages: Pages
  readonly hasManyConnections: boolean
  /** Opens the page of a product on both sites at once. */
  readonly visit: (id: number) => Promise<unknown>
}

export interface Write {
  readonly title: string
  /** A visitor comes while a transaction is open. PGlite has a single connection. */
  readonly needsTwoConnections?: true
  run(shop: Shop): Promise<unknown>
}

class OutOfStock extends Error {}

/** Ordinary code of an application: it does not know of any cache. */
export const writes: readonly Write[] = [
  {
    title: 'save() of product 1',
    run: ({ manager }) => manager.save(Product, { id: 1, price: 2500 }),
  },
  {
    title: 'save() of product 1 with a new review',
    run: async ({ manager }) => {
      const product = await manager.findOneOrFail(Product, { where: { id: 1 }, relations: { reviews: true } })
      product.reviews.push(manager.create(Review, { text: 'Pours well', customer: { id: 2 } }))
      await manager.save(product)
    },
  },
  {
    title: 'save() of product 1 with a category more',
    run: async ({ manager }) => {
      const product = await manager.findOneOrFail(Product, { where: { id: 1 }, relations: { categories: true } })
      product.categories.push(await manager.findOneByOrFail(Category, { id: 2 }))
      await manager.save(product)
    },
  },
  {
    title: 'save() of a category',
    run: ({ manager }) => manager.save(Category, { id: 1, name: 'Kitchen and table' }),
  },
  {
    title: 'update by a QueryBuilder, all products',
    run: ({ manager }) =>
      manager
        .createQueryBuilder()
        .update(Product)
        .set({ price: () => 'price + 10' })
        .execute(),
  },
  {
    title: 'increment() of one price',
    run: ({ manager }) => manager.increment(Product, { id: 1 }, 'price', 5),
  },
  {
    title: 'raw SQL',
    run: ({ manager }) =>
      manager.query(`UPDATE ${manager.dataSource.getMetadata(Product).tablePath} SET price = price - 7`),
  },
  {
    title: 'delete() of a review by its id',
    run: ({ manager }) => manager.delete(Review, { id: 1 }),
  },
  {
    title: 'remove() of a customer, ON DELETE CASCADE',
    run: async ({ manager }) => manager.remove(await manager.findOneByOrFail(Customer, { id: 2 })),
  },
  {
    title: 'a savepoint with product 2 rolled back',
    run: ({ manager }) =>
      manager.transaction(async (outer) => {
        await outer.save(Product, { id: 1, price: 2600 })
        try {
          await outer.transaction(async (inner) => {
            await inner.save(Product, { id: 2, price: 1 })
            throw new OutOfStock()
          })
        } catch (error) {
          if (!(error instanceof OutOfStock)) throw error
        }
      }),
  },
  {
    title: 'save() while a page is being made',
    run: async ({ manager, pages, visit }) => {
      // So that both sites have to make it.
      await manager.save(Product, { id: 1, price: 2700 })
      const { isReached, open } = hold(pages, 2)
      const visits = visit(1)
      await isReached
      await manager.transaction(async (transaction) => {
        // Here the subscriber deletes the key,
        await transaction.save(Product, { id: 1, price: 2800 })
        // here the slow page is stored under it, and then comes the COMMIT.
        open()
        await visits
      })
    },
  },
  {
    title: 'save(), and a visitor before its COMMIT',
    needsTwoConnections: true,
    run: ({ manager, visit }) =>
      manager.transaction(async (transaction) => {
        await transaction.save(Product, { id: 1, price: 2900 })
        await visit(1)
      }),
  },
]

/** Holds pages that are being made until `open` is called. */
function hold(pages: Pages, count: number): { isReached: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const isOpen = new Promise<void>((resolve) => (open = resolve))
  const isReached = new Promise<void>((reach) => {
    pages.rendering = async () => {
      if (--count === 0) reach()
      await isOpen
    }
  })
  return {
    isReached,
    open: () => {
      pages.rendering = undefined
      open()
    },
  }
}
