import type { DataSource, EntityManager } from 'typeorm'
import { Customer, Product, Review, Tag } from './entities'
import { crashAfterCommit } from './crash'
import type { Cached, Library, Places } from './library'

/** A product that nothing else touches, with its review and the customer who wrote it. */
export interface Subject {
  readonly dataSource: DataSource
  readonly manager: EntityManager
  readonly id: number
  readonly reviewId: number
  readonly customerId: number
  /** A tag that the product does not have. */
  readonly tagId: number
  /** Another visitor, who opens the page through the cache. */
  readonly visit: () => Promise<string>
  /** Saves the product in another process, which dies right after its COMMIT. */
  readonly crash: () => Promise<void>
}

export async function newSubject({ dataSource, read }: Cached, library: Library, places: Places): Promise<Subject> {
  const { manager } = dataSource
  const customer = await manager.save(Customer, { name: 'Ann' })
  const { id } = await manager.save(Product, { code: '', price: 10 })
  await manager.save(Product, { id, code: codeOf(id) })
  const review = await manager.save(Review, { text: 'good', productId: id, customer })
  const tag = await manager.save(Tag, { name: codeOf(id) })
  return {
    dataSource,
    manager,
    id,
    reviewId: review.id,
    customerId: customer.id,
    tagId: tag.id,
    visit: () => read(id),
    crash: () => crashAfterCommit(library, places, id),
  }
}

export function codeOf(id: number): string {
  return `product ${id}`
}
