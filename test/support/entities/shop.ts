import {
  Column,
  DeleteDateColumn,
  Entity,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
} from 'typeorm'

// The entities that most integration tests share: each relation that a change can reach is there once.

@Entity('customers')
export class Customer {
  @PrimaryGeneratedColumn() id!: number
  @Column({ unique: true }) email!: string
  @Column({ default: '' }) name!: string
  @OneToMany(() => Order, (order) => order.customer, { cascade: true }) orders!: Order[]
}

@Entity('profiles')
export class Profile {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) bio!: string
  @OneToOne(() => Customer) @JoinColumn() customer!: Customer | null
}

@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) note!: string
  @DeleteDateColumn() deletedAt!: Date | null
  /** The foreign key is no property of its own: only the relation knows it. */
  @ManyToOne(() => Customer, (customer) => customer.orders, { nullable: true }) customer!: Customer | null
  @OneToMany(() => OrderLine, (line) => line.order) lines!: OrderLine[]
}

@Entity('order_lines')
export class OrderLine {
  @PrimaryColumn() orderId!: number
  @PrimaryColumn() line!: number
  @Column({ default: 1 }) quantity!: number
  @ManyToOne(() => Order, (order) => order.lines) @JoinColumn({ name: 'orderId' }) order!: Order
  /** The foreign key is mapped beside the relation. */
  @Column({ nullable: true }) productId!: number | null
  @ManyToOne(() => Product, { nullable: true }) @JoinColumn({ name: 'productId' }) product!: Product | null
}

@Entity('products')
export class Product {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
  @Column({ default: 0 }) price!: number
  @ManyToMany(() => Category, (category) => category.products)
  @JoinTable({ name: 'product_categories' })
  categories!: Category[]
}

@Entity('categories')
export class Category {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
  @ManyToMany(() => Product, (product) => product.categories) products!: Product[]
}

export const shopEntities = [Customer, Profile, Order, OrderLine, Product, Category]
