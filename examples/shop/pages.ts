import type { EntityManager } from 'typeorm'
import { Product } from './entities'

/** A shop has one page of all products, and one of each. */
export interface Site {
  list(): Promise<string>
  product(id: number): Promise<string>
}

/** The pages as the database has them, without a cache. */
export class Pages implements Site {
  /** Holds the page of a product between its query and its HTML, as a busy server does. */
  rendering: (() => Promise<void>) | undefined

  constructor(private readonly manager: EntityManager) {}

  async list(options: { cache?: boolean } = {}): Promise<string> {
    const products = await this.manager.find(Product, { order: { id: 'ASC' }, ...options })
    return `<h1>All products</h1>${htmlList(products.map(({ name, price }) => `${name}: ${price}`))}`
  }

  async product(id: number): Promise<string> {
    const { name, price, categories, reviews } = await this.manager.findOneOrFail(Product, {
      where: { id },
      relations: { categories: true, reviews: true },
      order: { categories: { id: 'ASC' }, reviews: { id: 'ASC' } },
    })
    await this.rendering?.()
    const words = categories.map((category) => category.name).join(', ')
    return `<h1>${name}: ${price}</h1><p>${words}</p>${htmlList(reviews.map(({ text }) => text))}`
  }
}

function htmlList(texts: readonly string[]): string {
  return `<ul>${texts.map((text) => `<li>${text}</li>`).join('')}</ul>`
}
