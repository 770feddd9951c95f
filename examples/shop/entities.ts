import { Column, Entity, JoinTable, ManyToMany, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm'

// Ordinary TypeORM entities: nothing in them is there for the sake of caching.

@Entity('categories')
export class Category {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
}

@Entity('products')
export class Product {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
  @Column() price!: number
  @ManyToMany(() => Category) @JoinTable({ name: 'product_categories' }) categories!: Category[]
  @OneToMany(() => Review, (review) => review.product, { cascade: true }) reviews!: Review[]
}

@Entity('customers')
export class Customer {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
}

@Entity('reviews')
export class Review {
  @PrimaryGeneratedColumn() id!: number
  @Column() text!: string
  @Column() productId!: number
  @ManyToOne(() => Product, (product) => product.reviews) product!: Product
  /** The database deletes the reviews of a customer who is deleted. */
  @ManyToOne(() => Customer, { onDelete: 'CASCADE' }) customer!: Customer
}

export const shopEntities = [Product, Category, Customer, Review]
