import { Column, Entity, PrimaryGeneratedColumn, ViewColumn, ViewEntity } from 'typeorm'
import type { World } from '../write-path'

@Entity('sales')
export class Sale {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: 0 }) price!: number
}

@ViewEntity('sums', {
  materialized: true,
  dependsOn: [Sale],
  expression: (dataSource) => dataSource.createQueryBuilder().select('SUM(sale.price)', 'total').from(Sale, 'sale'),
})
export class Sums {
  @ViewColumn() total!: number
}

@ViewEntity('sales_by_price', {
  expression: (dataSource) =>
    dataSource.createQueryBuilder().select('sale.id', 'id').addSelect('sale.price', 'price').from(Sale, 'sale'),
})
export class SaleByPrice {
  @ViewColumn() id!: number
  @ViewColumn() price!: number
}

export const salesWorld: World = {
  about: 'A view and a materialized view read the sales.',
  entities: [Sale, Sums, SaleByPrice],
  watched: [{ row: 'sale', table: 'sales', target: Sale, ids: [1, 2] }],
  views: {
    'the view': { part: SaleByPrice, reads: ['sales'] },
    'the materialized view': { part: Sums, reads: ['sales'] },
  },
  fill: ({ manager }) => manager.insert(Sale, { price: 5 }),
}
