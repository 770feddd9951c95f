import 'reflect-metadata'
import { Column, DataSource, Entity, type EntityManager, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import { Alkey } from 'typeorm-alkey'

// What snippets of the documentation find when they are run: see `globals.ts`.

@Entity('users')
export class User {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text' }) name!: string
}

@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn() id!: number
  @Column({ type: 'text', default: 'open' }) status!: string
  @ManyToOne(() => User) customer!: User
}

export interface World {
  readonly alkey: Alkey
  readonly dataSource: DataSource
  readonly manager: EntityManager
}

/** Runs a snippet on a database with user 1 and their order 7. */
export async function inWorld(snippet: (world: World) => Promise<unknown>): Promise<void> {
  const { DATABASE_URL: url, REDIS_URL: redis, NAMESPACE: namespace } = process.env
  const dataSource = new DataSource({ type: 'postgres', url, entities: [User, Order], synchronize: true })
  await dataSource.initialize()
  const alkey = new Alkey({ redis, namespace })
  alkey.attach(dataSource)
  await dataSource.query("INSERT INTO users (name) VALUES ('Bob')")
  await dataSource.query('INSERT INTO orders (id, "customerId") VALUES (7, 1)')
  await snippet({ alkey, dataSource, manager: dataSource.manager })
  await dataSource.destroy()
  await alkey.close()
}
