import 'reflect-metadata'
import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn } from 'typeorm'

@Entity('users')
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text' }) name!: string
  @OneToMany(() => Order, (order) => order.customer) orders!: Order[]
}

@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text', default: 'open' }) status!: string
  @ManyToOne(() => User, (user) => user.orders) customer!: User
}
