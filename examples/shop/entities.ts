import {
  Column,
  Entity,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm'

// Ordinary TypeORM entities: nothing in them is there for the sake of caching.

@Entity('categories')
export class Category {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
  @ManyToMany(() => Product, (product) => product.categories) products!: Product[]
}

@Entity('products')
export class Product {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
  /** In cents. */
  @Column() price!: number
  @ManyToMany(() => Category, (category) => category.products)
  @JoinTable({ name: 'product_categories' })
  categories!: Category[]
}

@Entity('customers')
export class Customer {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
  @OneToMany(() => Order, (order) => order.customer) orders!: Order[]
}

@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn() id!: number
  @Column() note!: string
  @ManyToOne(() => Customer, (customer) => customer.orders) customer!: Customer
  @OneToMany(() => OrderLine, (line) => line.order) lines!: OrderLine[]
}

@Entity('order_lines')
export class OrderLine {
  @PrimaryColumn() orderId!: number
  @PrimaryColumn() line!: number
  @Column() quantity!: number
  @ManyToOne(() => Order, (order) => order.lines) @JoinColumn({ name: 'orderId' }) order!: Order
  @ManyToOne(() => Product) product!: Product
}

export const shopEntities = [Customer, Order, OrderLine, Product, Category]
