import type { EntityManager, FindManyOptions } from 'typeorm'
import { Product } from './entities'

/** What is cached: a product with its tags and reviews, by one query. */
export async function loadPage(
  manager: EntityManager,
  id: number,
  cache: FindManyOptions['cache'] = false,
): Promise<string> {
  const products = await manager.find(Product, {
    where: { id },
    relations: { tags: true, reviews: true },
    order: { tags: { id: 'ASC' }, reviews: { id: 'ASC' } },
    cache,
  })
  return products
    .map(({ price, tags, reviews }) => {
      const words = [...tags.map(({ name }) => name), ...reviews.map(({ text }) => text)]
      return [price, ...words].join(', ')
    })
    .join()
}
