import { Product, Review, Customer, Tag } from './entities'
import { holdNextPage } from './hold-next-page'
import { type Subject, codeOf } from './subject'

export interface Write {
  /** The head of its row. */
  readonly title: string
  /** The page is not in the cache before the write. */
  readonly isCold?: true
  /** The library may repair a stale page a little later. */
  readonly needsRepair?: true
  run(subject: Subject): Promise<unknown>
}

/** In the order of the table's rows. */
export const writes: readonly Write[] = [
  {
    title: '`save()` of the product',
    run: async ({ manager, id }) => {
      const product = await manager.findOneByOrFail(Product, { id })
      product.price++
      await manager.save(product)
    },
  },
  {
    title: '`insert()` of a review',
    run: ({ manager, id, customerId }) =>
      manager.insert(Review, { text: 'new', productId: id, customer: { id: customerId } }),
  },
  {
    title: '`update()` by id',
    run: ({ manager, id }) => manager.update(Product, id, { price: 20 }),
  },
  {
    title: '`update()` by a QueryBuilder',
    run: ({ manager, id }) =>
      manager.createQueryBuilder().update(Product).set({ price: 20 }).where('id = :id', { id }).execute(),
  },
  {
    title: '`increment()`',
    run: ({ manager, id }) => manager.increment(Product, { id }, 'price', 1),
  },
  {
    title: '`upsert()`',
    run: ({ manager, id }) => manager.upsert(Product, { code: codeOf(id), price: 20 }, ['code']),
  },
  {
    title: '`delete()` of a review by id',
    run: ({ manager, reviewId }) => manager.delete(Review, reviewId),
  },
  {
    title: '`remove()` of a review',
    run: async ({ manager, reviewId }) => manager.remove(await manager.findOneByOrFail(Review, { id: reviewId })),
  },
  {
    title: '`softRemove()` of a review',
    run: async ({ manager, reviewId }) => manager.softRemove(await manager.findOneByOrFail(Review, { id: reviewId })),
  },
  {
    title: '`softDelete()` of a review by id',
    run: ({ manager, reviewId }) => manager.softDelete(Review, reviewId),
  },
  {
    title: 'a review saved by the cascade of its product',
    run: async ({ manager, id, customerId }) => {
      const product = await manager.findOneOrFail(Product, { where: { id }, relations: { reviews: true } })
      product.reviews.push(manager.create(Review, { text: 'new', customer: { id: customerId } }))
      await manager.save(product)
    },
  },
  {
    title: '`remove()` of a customer, `ON DELETE CASCADE`',
    run: async ({ manager, customerId }) => manager.remove(await manager.findOneByOrFail(Customer, { id: customerId })),
  },
  {
    title: 'a many-to-many link, by `save()`',
    run: async ({ manager, id, tagId }) => {
      const product = await manager.findOneOrFail(Product, { where: { id }, relations: { tags: true } })
      product.tags.push(await manager.findOneByOrFail(Tag, { id: tagId }))
      await manager.save(product)
    },
  },
  {
    title: 'raw SQL',
    run: ({ manager, id }) => manager.query('UPDATE products SET price = 20 WHERE id = $1', [id]),
  },
  {
    title: 'race: a visitor between the subscriber and `COMMIT`',
    run: ({ manager, id, visit }) =>
      manager.transaction(async (transaction) => {
        await transaction.save(Product, { id, price: 20 })
        await visit()
      }),
  },
  {
    title: 'race: a visitor reads before the write, and stores after it',
    isCold: true,
    run: async ({ dataSource, manager, id, visit }) => {
      const { isReached, open } = holdNextPage(dataSource)
      const visiting = visit()
      await isReached
      await manager.save(Product, { id, price: 20 })
      open()
      await visiting
    },
  },
  {
    title: 'a crash between `COMMIT` and what follows it',
    needsRepair: true,
    run: ({ crash }) => crash(),
  },
]
