import {
  Column,
  DeleteDateColumn,
  Entity,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
} from 'typeorm'

@Entity('tags')
export class Tag {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
}

@Entity('customers')
export class Customer {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
}

@Entity('products')
export class Product {
  @PrimaryGeneratedColumn() id!: number
  @Column({ unique: true }) code!: string
  @Column() price!: number
  @ManyToMany(() => Tag) @JoinTable({ name: 'product_tags' }) tags!: Tag[]
  @OneToMany(() => Review, (review) => review.product, { cascade: true }) reviews!: Review[]
}

@Entity('reviews')
export class Review {
  @PrimaryGeneratedColumn() id!: number
  @Column() text!: string
  /** A column of its own, so that the event of a review says which product it belongs to. */
  @Column() productId!: number
  @ManyToOne(() => Product, (product) => product.reviews) product!: Product
  @ManyToOne(() => Customer, { onDelete: 'CASCADE' }) customer!: Customer
  @DeleteDateColumn() deletedAt!: Date | null
}

export const entities = [Tag, Customer, Product, Review]
