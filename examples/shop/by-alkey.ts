import { type Alkey, ref } from 'typeorm-alkey'
import { Category, Product } from './entities'
import type { Pages, Site } from './pages'

/** Cached by this library: each page says what it depends on, and nothing has to be deleted. */
export class ByAlkey implements Site {
  constructor(
    private readonly pages: Pages,
    private readonly alkey: Alkey,
  ) {}

  /** TypeORM's own option. What the query depends on is read from its SQL. */
  list(): Promise<string> {
    return this.pages.list({ cache: true })
  }

  /** A review changes the product that it belongs to; a category's name is the category's own. */
  product(id: number): Promise<string> {
    return this.alkey.remember([ref(Product, id), Category, 'page'], () => this.pages.product(id), { ttl: '1h' })
  }
}
