import type { Alkey } from 'typeorm-alkey'
import type { Pages, Site } from './pages'

/** Cached by this library: no page says what it depends on, and nothing has to be deleted. */
export class ByAlkey implements Site {
  constructor(
    private readonly pages: Pages,
    private readonly alkey: Alkey,
  ) {}

  /** TypeORM's own option. What the query depends on is read from its SQL. */
  list(): Promise<string> {
    return this.pages.list({ cache: true })
  }

  /** The same for any value: it depends on what the queries of its load read. */
  product(id: number): Promise<string> {
    return this.alkey.computed(['product', id], () => this.pages.product(id), { ttl: '1h' })
  }
}
