import { Column, DataSource, Entity, Index, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import type { CacheOption } from '../compare/library'

@Entity('customers')
export class Customer {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
}

@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn() id!: number
  @Index() @ManyToOne(() => Customer) customer!: Customer
  @Column() version!: number
}

export const CUSTOMERS = 1_000
const ORDERS = 10

export function openOrders(url: string, cache?: CacheOption): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url, entities: [Customer, Order], ...(cache && { cache }) }).initialize()
}

/** Customers with 10 orders of version 0 each. */
export async function fillOrders(url: string): Promise<void> {
  const dataSource = await openOrders(url)
  await dataSource.synchronize()
  await dataSource.query(`INSERT INTO customers (name) SELECT 'customer ' || i FROM generate_series(1, ${CUSTOMERS}) i`)
  await dataSource.query(
    `INSERT INTO orders ("customerId", version) SELECT i, 0 FROM generate_series(1, ${CUSTOMERS}) i, generate_series(1, ${ORDERS}) n ORDER BY i, n`,
  )
  await dataSource.query('VACUUM ANALYZE')
  await dataSource.destroy()
}

/** The order that is written of a customer. */
export function firstOrderOf(customer: number): number {
  return (customer - 1) * ORDERS + 1
}
