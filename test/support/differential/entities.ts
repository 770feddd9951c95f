import {
  ChildEntity,
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
  TableInheritance,
} from 'typeorm'

// Every way in which a change of one row can reach others, once. `tables.ts` says the same in words of its own.

@Entity('customers')
export class Customer {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @OneToMany(() => Order, (order) => order.customer, { cascade: true }) orders!: Order[]
  @OneToOne(() => Profile, (profile) => profile.customer) profile!: Profile | null
}

@Entity('profiles')
export class Profile {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) bio!: string
  @OneToOne(() => Customer, (customer) => customer.profile, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  customer!: Customer | null
}

@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) note!: string
  /** The foreign key is no property of its own. */
  @ManyToOne(() => Customer, (customer) => customer.orders, { nullable: true }) customer!: Customer | null
  @OneToMany(() => OrderLine, (line) => line.order, { cascade: true, orphanedRowAction: 'delete' }) lines!: OrderLine[]
}

@Entity('order_lines')
export class OrderLine {
  @PrimaryColumn() orderId!: number
  @PrimaryColumn() line!: number
  @Column({ default: 1 }) quantity!: number
  @ManyToOne(() => Order, (order) => order.lines, { onDelete: 'CASCADE', orphanedRowAction: 'delete' })
  @JoinColumn({ name: 'orderId' })
  order!: Order | null
  @Column({ type: 'int', nullable: true }) productId!: number | null
  @ManyToOne(() => Product, { nullable: true }) @JoinColumn({ name: 'productId' }) product!: Product | null
}

@Entity('products')
export class Product {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @Column({ default: 0 }) price!: number
  @ManyToMany(() => Category, (category) => category.products)
  @JoinTable({
    name: 'product_categories',
    joinColumn: { name: 'productId' },
    inverseJoinColumn: { name: 'categoryId' },
  })
  categories!: Category[]
}

@Entity('categories')
export class Category {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
  @ManyToMany(() => Product, (product) => product.categories) products!: Product[]
  @ManyToOne(() => Category, (category) => category.children, { nullable: true, onDelete: 'SET NULL' })
  parent!: Category | null
  @OneToMany(() => Category, (category) => category.parent) children!: Category[]
}

@Entity('settings')
export class Setting {
  @PrimaryColumn({ length: 20 }) code!: string
  @Column({ default: '' }) value!: string
  @Column({ type: 'varchar', length: 20, nullable: true, unique: true }) note!: string | null
}

@Entity('setting_uses')
export class SettingUse {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) place!: string
  @ManyToOne(() => Setting, { nullable: true, onUpdate: 'CASCADE', onDelete: 'SET NULL' })
  @JoinColumn({ name: 'settingCode' })
  setting!: Setting | null
}

@Entity('articles')
export class Article {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) title!: string
  @DeleteDateColumn() deletedAt!: Date | null
  @ManyToOne(() => Customer, { nullable: true, onDelete: 'SET NULL' }) author!: Customer | null
}

@Entity('vehicles')
@TableInheritance({ column: { name: 'type', type: 'varchar' } })
export class Vehicle {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

@ChildEntity()
export class Car extends Vehicle {
  @Column({ type: 'int', nullable: true }) doors!: number | null
  @ManyToOne(() => Customer, { nullable: true, onDelete: 'SET NULL' }) owner!: Customer | null
}

@ChildEntity()
export class Truck extends Vehicle {
  @Column({ type: 'int', nullable: true }) load!: number | null
  @ManyToOne(() => Category, { nullable: true, onDelete: 'SET NULL' }) depot!: Category | null
}

/** Nobody writes it, and nothing reaches it. */
@Entity('bystanders')
export class Bystander {
  @PrimaryGeneratedColumn() id!: number
  @Column({ default: '' }) name!: string
}

export const differentialEntities = [
  Customer,
  Profile,
  Order,
  OrderLine,
  Product,
  Category,
  Setting,
  SettingUse,
  Article,
  Vehicle,
  Car,
  Truck,
  Bystander,
]
