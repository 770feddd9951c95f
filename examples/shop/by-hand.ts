import { createCache } from 'cache-manager'
import type { EntitySubscriberInterface, EntityTarget, ObjectLiteral } from 'typeorm'
import { Category, Product, Review } from './entities'
import type { Pages, Site } from './pages'

/** Cached by hand, as it is often done: each page has a key, and a subscriber deletes the keys of what changes. */
export class ByHand implements Site, EntitySubscriberInterface {
  readonly #cache = createCache({ ttl: 3_600_000 })

  constructor(private readonly pages: Pages) {}

  list(): Promise<string> {
    return this.#cache.wrap('products', () => this.pages.list())
  }

  product(id: number): Promise<string> {
    return this.#cache.wrap(`product:${id}`, () => this.pages.product(id))
  }

  async afterInsert({ metadata, entity }: Changed): Promise<void> {
    await this.#deleteKeys(metadata.target, entity)
  }

  async afterUpdate({ metadata, databaseEntity, entity }: Changed): Promise<void> {
    await this.#deleteKeys(metadata.target, { ...databaseEntity, ...entity })
  }

  async afterRemove({ metadata, databaseEntity }: Changed): Promise<void> {
    await this.#deleteKeys(metadata.target, databaseEntity)
  }

  /** The usual answer when a customer reports a wrong page. */
  async clear(): Promise<void> {
    await this.#cache.clear()
  }

  async #deleteKeys(target: EntityTarget<ObjectLiteral>, row: ObjectLiteral = {}): Promise<void> {
    if (target === Product) await this.#cache.mdel(['products', `product:${row['id']}`])
    if (target === Review) await this.#cache.del(`product:${row['productId']}`)
    if (target === Category) await this.#cache.clear()
  }
}

interface Changed {
  readonly metadata: { readonly target: EntityTarget<ObjectLiteral> }
  readonly entity?: ObjectLiteral
  readonly databaseEntity?: ObjectLiteral
}
