import type { EntityManager } from 'typeorm'
import { Product } from './shop'

/** Saves another price of a product. */
export function reprice(manager: EntityManager, id = 1): Promise<unknown> {
  return manager.save(Product, { id, price: 100 + id })
}

/** The statement for it. */
export function repricing(id: number): string {
  return `UPDATE products SET price = ${100 + id} WHERE id = ${id}`
}

/** The price that the database has. */
export async function priceOf({ manager }: { readonly manager: EntityManager }, id = 1): Promise<number> {
  return (await manager.findOneByOrFail(Product, { id })).price
}
